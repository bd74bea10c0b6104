// The brushes to choose from: the picker with a stroke of each, the person's own as files, and what the
// partner paints with.

import { download } from "./download.js";
import { el, emit, limner, on, troubleOf, within } from "./handle.js";
import { SLICE_MS, turn } from "./parts.js";
import { say, sayBrush } from "./say.js";
import { chooseTool } from "./tools.js";
import { settled, toast, troubleToast } from "./toast.js";
import { draw } from "./view.js";

/** Of a preview, in CSS pixels; and the paint on it. */
const TILE = { width: 150, height: 46 };
const NOW = { width: 46, height: 34 };
const INK = 0x25407a;
const COLUMNS = 2;
/** While the page is being made ready, the sign of the brush can wait. */
const LATER_MS = 600;
let later = 0;

export function startBrushes() {
  el("brush-picker").addEventListener("toggle", opened);
  el("brush-picker").addEventListener("keydown", move);
  el("export-brush").addEventListener("click", exportBrush);
  el("import-brush").addEventListener("click", () => el("file-brush").click());
  el("remove-brush").addEventListener("click", removeBrush);
  el("file-brush").addEventListener("change", async () => {
    const [file] = el("file-brush").files ?? [];
    el("file-brush").value = "";
    if (file) await bringBrush(file);
  });
  const names = limner.PartnerSettings.brushes().map((key) => new Option(sayBrush(key), key));
  el("partner-brush").append(new Option(say("card.ownBrush"), ""), ...names);
  el("partner-brush").addEventListener("change", () => { givePartner(); emit("brush-chosen"); });
  on("opened", givePartner);
  on("brush", mark);
  on("brushes-came", came);
}

/** @param {string} key */
export function chooseBrush(key) {
  try {
    limner.hand.setPreset(key);
  } catch (error) {
    return troubleToast(troubleOf(error).code);
  }
  chooseTool(key === "eraser" ? "eraser" : "brush");
  emit("brush-chosen");
}

/** The n-th of the picker. @param {number} n */
export function chooseNth(n) {
  const key = limner.hand?.presets()[n];
  if (key) chooseBrush(key);
}

/** What the partner paints with, to be kept. */
export const partnerBrush = () => el("partner-brush").value;

/** @param {string} key */
export function setPartnerBrush(key) {
  el("partner-brush").value = key;
  if (el("partner-brush").selectedIndex < 0) el("partner-brush").value = "";
}

/** @param {Uint8Array} head */
export const looksLikeBrush = (head) => String.fromCharCode(...head.subarray(0, 4)) === "LIMB";

/** A brush's file that was chosen or dropped. @param {Blob} file */
export async function bringBrush(file) {
  if (file.size > limner.Page.limits().brushBytes) return troubleToast("brush_damaged");
  try {
    const key = limner.hand.importBrush(new Uint8Array(await file.arrayBuffer()));
    // One of the same name that was removed looked otherwise.
    tileOf(key)?.remove();
    delete document.body.dataset.brush;
    chooseBrush(key);
    settled(/brush/);
    toast(say("brush.imported", { name: sayBrush(key) }), { code: "brush_imported" });
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code, detail);
  }
}

function givePartner() {
  try {
    limner.settings.setBrush(partnerBrush());
  } catch (error) {
    troubleToast(troubleOf(error).code);
  }
}

function exportBrush() {
  const name = el("brush-name").value.trim() || sayBrush(limner.hand.brushState().key);
  download(name, "limnerbrush", "application/octet-stream", () => limner.hand.exportBrush(name), say("brush.exported"));
}

function removeBrush() {
  const { key } = limner.hand.brushState();
  limner.hand.removeBrush(key);
  tileOf(key)?.remove();
  chooseTool("brush");
  emit("brush-chosen");
}

/** In another tab brushes of the person's own came or went. */
function came() {
  const keys = limner.hand.presets();
  for (const one of [...tiles()]) if (!keys.includes(one.dataset.brush ?? "")) one.remove();
  if (el("brush-picker").matches(":popover-open")) fill();
  mark();
}

/** @param {ToggleEvent} event */
function opened({ newState }) {
  if (newState !== "open") return;
  fill();
  mark();
  /** @type {HTMLElement} */ (el("brush-tiles").querySelector("[aria-pressed=true]") ?? el("brush-tiles").firstElementChild)?.focus();
}

const tiles = () => /** @type {HTMLCollectionOf<HTMLElement>} */ (el("brush-tiles").children);
/** @param {string} key */
const tileOf = (key) => [...tiles()].find((tile) => tile.dataset.brush === key);

/** Tiles are made when the picker is opened, and their strokes drawn while the page stays awake. */
async function fill() {
  const made = limner.hand.presets().filter((key) => !tileOf(key)).map(tile);
  el("brush-tiles").append(...made);
  for (const one of made) {
    if (one.isConnected) await paint(within(one, "canvas"), one.dataset.brush ?? "", TILE);
    await turn();
  }
}

/** @param {string} key */
function tile(key) {
  const button = document.createElement("button");
  button.dataset.brush = key;
  if (!key.startsWith("own:")) button.id = `brush-${key}`;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  button.append(canvas, sayBrush(key));
  button.addEventListener("click", () => { chooseBrush(key); el("brush-picker").hidePopover(); });
  return button;
}

/**
 * A brush's stroke, unless another is wanted here before it is drawn.
 * @param {HTMLCanvasElement} canvas @param {string} key @param {{ width: number, height: number }} size
 */
async function paint(canvas, key, size) {
  const [width, height] = [size.width, size.height].map((side) => Math.round(side * Math.min(devicePixelRatio, 2)));
  canvas.dataset.shows = key;
  const preview = limner.hand.preview(key, width, height, INK);
  try {
    while (!preview.work(SLICE_MS)) await turn();
    if (canvas.dataset.shows !== key) return;
    const picture = preview.picture();
    Object.assign(canvas, { width: picture.width, height: picture.height });
    draw(canvas, picture.rgba, 0, 0, picture.width);
  } finally {
    preview.free();
  }
}

/** Shows which brush is in hand. */
function mark() {
  if (!limner.page) return;
  const { key, own } = limner.hand.brushState();
  const name = sayBrush(key);
  for (const one of tiles()) one.setAttribute("aria-pressed", String(one.dataset.brush === key));
  el("remove-brush").hidden = !own;
  el("brush-name").placeholder = name;
  if (document.body.dataset.brush === key) return;
  document.body.dataset.brush = key;
  el("brush-name").value = "";
  // Not before the partner's first stroke: it waits for nobody.
  clearTimeout(later);
  later = setTimeout(() => paint(el("brush-now"), limner.hand.brushState().key, NOW), document.body.dataset.ready ? 0 : LATER_MS);
  const label = say("rail.pickNow", { name });
  el("brush-pick").setAttribute("aria-label", label);
  el("brush-pick").title = label;
}

/** Arrows go through the tiles as they lie. @param {KeyboardEvent} event */
function move(event) {
  const tiles = [...el("brush-tiles").children];
  const at = tiles.indexOf(/** @type {Element} */ (document.activeElement));
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS }[event.key];
  if (at < 0 || by === undefined) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (tiles[at + by] ?? tiles[at]).focus();
}
