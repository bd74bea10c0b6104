// The keyboard: finds the control of a key and presses it. Typing in a field stays typing.

import { chooseNth } from "./brushes.js";
import { el, emit, limner, on } from "./handle.js";
import { keyOf, SHORTCUTS, written } from "./shortcuts.js";
import { KEYS } from "./say.js";
import { swapColor } from "./tools.js";

const BY_KEY = new Map(SHORTCUTS.map((shortcut) => [shortcut.key, shortcut]));

/** Presses that no single control stands for. @type {Record<string, () => void>} */
const ACTIONS = {
  "swap-color": swapColor,
  "cycle-turn": () => nextRadio("turn"),
  "cycle-show": () => nextRadio("show"),
  "cycle-shown": () => nextRadio("shown"),
  "cycle-steady": () => nextRadio("steady"),
  // Pressed again it opens the brushes.
  "tool-brush": () => (document.body.dataset.tool === "brush" ? el("brush-picker").togglePopover() : el("tool-brush").click()),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`brush-nth-${n + 1}`, () => chooseNth(n)])),
  "replay-speed": () => step(el("replay-speed"), 1),
  cancel: () => { limner.page?.pointerCancel(); emit("cancelled"); },
  // Not by their buttons: these may still be disabled from before the last stroke.
  undo: () => { limner.page?.undo(); },
  redo: () => { limner.page?.redo(); },
  curves: () => { el("curves").open = !el("curves").open; },
  "painting-name": () => el("painting-name").select(),
};

export function startKeys() {
  addEventListener("keydown", pressed);
  addEventListener("keyup", (event) => { if (event.key === " " || event.key === "Alt") delete document.body.dataset.hold; });
  addEventListener("blur", () => delete document.body.dataset.hold);
  on("labelled", nameKeys);
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const typing = target.matches("input[type=text], input[type=number], textarea");
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if (typing) { if (event.key === "Enter" || event.key === "Escape") target.blur(); return; }
  const key = keyOf(event);
  const shortcut = BY_KEY.get(key);
  // Enter, Space and arrows belong to the control that has the focus.
  const pressing = key === " " && target.matches("button, input, select, summary");
  if (!shortcut || pressing || (event.altKey && key !== "alt")) return;
  // Escape also closes an open sheet, which the browser does by itself.
  if (key === "escape" && document.querySelector(":popover-open")) return;
  if (shortcut.id.startsWith("hold-")) document.body.dataset.hold = shortcut.id.slice(5);
  else if (event.repeat && !shortcut.by && !["undo", "redo", "step"].includes(shortcut.id)) return event.preventDefault();
  else run(shortcut);
  event.preventDefault();
}

/** @param {import("./shortcuts.js").Shortcut} shortcut */
function run({ id, by }) {
  if (ACTIONS[id]) return ACTIONS[id]();
  const control = el(id);
  if (!control || control.hidden || control.disabled) return;
  if (by) step(control, by);
  else control.click();
}

/** @param {any} control - a range or a select @param {number} by */
function step(control, by) {
  if (control.tagName === "SELECT") control.selectedIndex = (control.selectedIndex + by) % control.options.length;
  else control.value = String(Number(control.value) + by);
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {string} name */
function nextRadio(name) {
  const radios = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll(`input[name=${name}]`)]);
  radios[(radios.findIndex((radio) => radio.checked) + 1) % radios.length].click();
}

/** Adds each key to its control's tooltip, to menus, and fills the list of keys. */
function nameKeys() {
  const lists = new Map(Object.entries(KEYS.sections).map(([id, title]) => [id, section(title)]));
  for (const { key, id, name, section: where, by, also } of SHORTCUTS) {
    if (also) continue;
    const control = el(id);
    const label = (name && KEYS[name]) || control?.getAttribute("aria-label") || control?.textContent.trim() || id;
    lists.get(where).append(line(label, written(key)));
    if (!control || by) continue;
    control.setAttribute("aria-keyshortcuts", key.replace("ctrl", "Control").replace(" ", "Space"));
    control.title = `${control.title || label} (${written(key)})`;
    if (control.closest(".menu")) control.append(Object.assign(document.createElement("kbd"), { textContent: written(key) }));
  }
  for (const [gesture, what] of KEYS.gestures) lists.get("gestures").append(line(what, gesture));
  el("shortcuts").replaceChildren(...lists.values());
}

/** @param {string} title */
function section(title) {
  const made = document.createElement("section");
  made.append(Object.assign(document.createElement("h3"), { textContent: title }));
  return made;
}

/** @param {string} label @param {string} key */
function line(label, key) {
  const made = document.createElement("div");
  made.append(Object.assign(document.createElement("span"), { textContent: label }), Object.assign(document.createElement("kbd"), { textContent: key }));
  return made;
}
