// The rail: tool, size, opacity, hardness, colour, and how the line is steadied. The painting keeps how
// each brush is held; the controls show that of the brush in hand, and each change is handed on.

import { chosenRadio, el, emit, limner, on, troubleOf } from "./handle.js";
import { hexOf } from "./labels.js";
import { say } from "./say.js";
import { troubleToast } from "./toast.js";
import { scale } from "./view.js";

const PALETTE = [
  "#17222d", "#2f4858", "#3f7f93", "#8fc1b5", "#dfe6d3", "#6b2d2a", "#b5432e", "#e07a3f", "#f0b65a", "#f6e3b0",
  "#2f4a2e", "#6d8b4a", "#5b4a78", "#b07aa1", "#ffffff",
];
const RECENT = 10;
const HELD = ["size", "opacity", "hardness", "pressure-size", "pressure-opacity"];
/** The slider is logarithmic: half a pixel to 160. */
const [LEAST_PX, RANGE] = [0.5, 320];

/** Radius of the brush in hand in canvas pixels: the slider may lie between two of its steps. */
let radius = 10;
/** Brushes of an earlier visit, until there is a painting to hand them to. @type {Uint8Array | undefined} */
let keptTools;

export function startTools() {
  for (const button of document.querySelectorAll(".tool")) {
    button.addEventListener("click", () => chooseTool(/** @type {HTMLElement} */ (button).dataset.tool ?? "brush"));
  }
  for (const id of HELD) el(id).addEventListener("input", holdBrush);
  for (const control of [...document.querySelectorAll("input[name=steady]"), el("steady-length")]) {
    control.addEventListener("input", () => { showSteady(); emit("brush-chosen"); });
  }
  el("color").addEventListener("input", () => applyColor(el("color").value));
  el("swatches").append(...PALETTE.map(swatch));
  on("opened", begin);
  on("pointer-down", () => { rememberColor(); steady(); });
}

/** Hands the painting what the controls say. */
function begin() {
  try {
    if (keptTools?.length) limner.hand.setToolState(keptTools);
  } catch (error) {
    troubleToast(troubleOf(error).code);
  }
  keptTools = undefined;
  applyColor(el("color").value);
  chooseTool(document.body.dataset.tool ?? "brush");
}

/** @param {string} tool - brush, eraser; eyedropper or hand, of which the painting knows nothing */
export function chooseTool(tool) {
  document.body.dataset.tool = tool;
  for (const button of document.querySelectorAll(".tool")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.tool === tool));
  }
  if (tool !== "hand") limner.hand?.setTool(tool === "eraser" ? "eraser" : "brush");
  showBrush();
}

export const radiusPx = () => radius;

/** @param {string} hex - as #rrggbb */
export function applyColor(hex) {
  const now = el("color");
  if (now.value !== hex) { now.dataset.before = now.value; now.value = hex; }
  el("color-now").style.background = hex;
  limner.hand?.setColor(parseInt(hex.slice(1), 16));
}

/** What the eyedropper found. @param {number | undefined} rgb */
export function pickedColor(rgb) {
  if (rgb !== undefined) applyColor(hexOf(rgb));
}

export function swapColor() {
  const { before } = el("color").dataset;
  if (before) applyColor(before);
}

/** What to keep between visits. */
export function brushPrefs() {
  return { color: el("color").value, tools: limner.hand?.toolState() ?? keptTools, steady: steadyKind(), steadyLength: el("steady-length").value };
}

/** @param {any} prefs - from an earlier visit, or an earlier page that knew less */
export function setBrushPrefs(prefs) {
  keptTools = prefs?.tools;
  if (/^#[0-9a-f]{6}$/.test(prefs?.color ?? "")) el("color").value = prefs.color;
  const kind = document.getElementById(`steady-${prefs?.steady}`);
  if (kind) /** @type {HTMLInputElement} */ (kind).checked = true;
  if (prefs?.steadyLength) el("steady-length").value = prefs.steadyLength;
  showSteady();
}

/** How the brush in hand is held, as the controls have it. @param {Event} event */
function holdBrush({ target }) {
  if (target === el("size")) radius = LEAST_PX * RANGE ** (Number(el("size").value) / 100);
  const [opacity, hardness] = [Number(el("opacity").value), Number(el("hardness").value)];
  limner.hand?.setBrush(radius, opacity / 100, hardness / 100, el("pressure-size").checked, el("pressure-opacity").checked);
  tellBrush();
}

/** Shows how the brush in hand is held. */
function showBrush() {
  if (!limner.page) return;
  const held = limner.hand.brushState();
  radius = held.radius;
  const values = { size: (100 * Math.log(radius / LEAST_PX)) / Math.log(RANGE), opacity: held.opacity * 100, hardness: held.hardness * 100 };
  for (const [id, value] of Object.entries(values)) /** @type {HTMLInputElement} */ (el(id)).value = String(Math.round(value));
  Object.assign(el("pressure-size"), { checked: held.pressureSize, disabled: !held.canPressureSize });
  Object.assign(el("pressure-opacity"), { checked: held.pressureOpacity, disabled: !held.canPressureOpacity });
  tellBrush();
}

function tellBrush() {
  tell("size", say("rail.sizeValue", { px: radius * 2 }));
  for (const id of /** @type {const} */ (["opacity", "hardness"])) tell(id, say("rail.percent", { value: Number(el(id).value) }));
  emit("brush");
}

const steadyKind = () => chosenRadio("steady");

/** A length on the screen: what steadies a hand does not change with the zoom. */
function steady() {
  limner.hand.setStabiliser(steadyKind(), Number(el("steady-length").value) / scale());
}

function showSteady() {
  tell("steady-length", say("rail.sizeValue", { px: Number(el("steady-length").value) }));
  el("steady-line").hidden = steadyKind() === "none";
}

/** @param {string} id @param {string} text */
function tell(id, text) {
  el(`${id}-value`).textContent = text;
  el(id).setAttribute("aria-valuetext", text);
}

/** A colour counts as used when a stroke begins with it. */
function rememberColor() {
  const hex = el("color").value;
  const recent = el("recent");
  if (document.body.dataset.tool !== "brush" || /** @type {HTMLElement} */ (recent.firstElementChild)?.dataset.hex === hex) return;
  [.../** @type {HTMLCollectionOf<HTMLElement>} */ (recent.children)].find((one) => one.dataset.hex === hex)?.remove();
  recent.prepend(swatch(hex));
  while (recent.children.length > RECENT) recent.lastElementChild?.remove();
}

/** @param {string} hex */
function swatch(hex) {
  const button = document.createElement("button");
  button.dataset.hex = hex;
  button.style.background = hex;
  button.setAttribute("aria-label", say("color.swatch", { hex }));
  button.addEventListener("click", () => applyColor(hex));
  return button;
}
