// The few things that open: new painting, keys, earlier paintings, the menus, and on narrow screens
// the two sheets.

import { chosenRadio, el, limner, on, once } from "./handle.js";
import { showNow, undo } from "./panel.js";
import { openNew } from "./open.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

/** @type {Record<string, number[]>} */
const SIZES = { landscape: [640, 480], portrait: [480, 640], square: [640, 640], wide: [1024, 576] };
/** @type {Record<string, string>} */
const PAPERS = { warm: "#f6f0e4", white: "#ffffff", stone: "#b9b5ad", kraft: "#c7a77b", night: "#20242f" };

export function startDialogs() {
  el("new-sizes").append(...Object.keys(SIZES).map((name) => option("size", name, say(`size.${name}`))));
  el("new-papers").append(...Object.entries(PAPERS).map(([name, color]) => option("paper", name, say(`paper.${name}`), color)));
  el("new-sizes").addEventListener("change", () => {
    const [width, height] = SIZES[chosenRadio("size")];
    Object.assign(el("new-width"), { value: String(width) });
    Object.assign(el("new-height"), { value: String(height) });
  });
  el("new-painting").addEventListener("click", () => openDialog("new-dialog"));
  el("new-dialog").addEventListener("close", create);
  el("help").addEventListener("click", () => openDialog("help-dialog"));
  el("clear").addEventListener("click", clear);
  for (const id of ["open-file", "zoom-fit"]) el(id).addEventListener("click", hideMenus);
  for (const name of ["tools", "partner"]) el(`sheet-${name}`).addEventListener("click", () => toggleSheet(name));
  on("sheet", markSheets);
}

export function hideMenus() {
  for (const id of ["main-menu", "share-menu"]) if (el(id).matches(":popover-open")) el(id).hidePopover();
}

/** Clears the canvas, and offers to undo that until undoing would take something else back. */
function clear() {
  hideMenus();
  if (!limner.page.clear()) return;
  showNow();
  const close = toast(say("menu.cleared"), { code: "cleared", action: { label: say("menu.undoClear"), run: undo } });
  for (const event of /** @type {const} */ (["undone", "pointer-down", "opened"])) once(event, close);
}

/** @param {"new-dialog" | "help-dialog"} id */
function openDialog(id) {
  hideMenus();
  el(id).returnValue = "";
  el(id).showModal();
}

function create() {
  if (el("new-dialog").returnValue !== "create") return;
  const side = (/** @type {"new-width" | "new-height"} */ id) => Math.min(Math.max(Math.round(Number(el(id).value)) || 0, 0), 65535);
  openNew(side("new-width"), side("new-height"), parseInt(PAPERS[chosenRadio("paper")].slice(1), 16));
}

/** @param {string} name */
function toggleSheet(name) {
  document.body.dataset.sheet = document.body.dataset.sheet === name ? "none" : name;
  markSheets();
}

function markSheets() {
  for (const name of ["tools", "partner"]) {
    el(`sheet-${name}`).setAttribute("aria-expanded", String(document.body.dataset.sheet === name));
  }
}

/** @param {string} group @param {string} value @param {string} text @param {string} [color] */
function option(group, value, text, color) {
  const label = document.createElement("label");
  const input = Object.assign(document.createElement("input"), { type: "radio", name: group, value, id: `${group}-${value}` });
  input.checked = document.querySelector(`input[name=${group}]`) === null && (value === "landscape" || value === "warm");
  // Not the form, which the browser may choose where it scrolls.
  input.autofocus = group === "size" && input.checked;
  const face = document.createElement("span");
  if (color) face.append(Object.assign(document.createElement("i"), {}));
  if (color) /** @type {HTMLElement} */ (face.firstChild).style.background = color;
  face.append(text);
  label.append(input, face);
  return label;
}
