// The keyboard: finds the control of a key and presses it. Keys belong to the control that has the
// focus first: typing in a field, choosing from a list and moving a slider stay just that.

import { chooseNth } from "./brushes.js";
import { el, emit, limner, on, within } from "./handle.js";
import { redo, undo } from "./panel.js";
import { patchBy } from "./patch.js";
import { pointedBy, pointOn } from "./point.js";
import { answeredBy } from "./question.js";
import { isCharacter, keyOf, SHORTCUTS, written } from "./shortcuts.js";
import { KEYS } from "./say.js";
import { isReadOnly } from "./tabs.js";
import { dismissNewest } from "./toast.js";
import { swapColor } from "./tools.js";
import { whyBy } from "./why.js";

/** Controls that take every key but the modified ones, Escape and the row of F keys: fields, lists, sliders. */
const TAKES_KEYS = "select, textarea, input:not([type=checkbox], [type=radio])";
const TYPES = "input[type=text], input[type=number], textarea";
const LEFT_BY_FIELDS = /^(ctrl\+|escape$|alt$|shift$|f\d)/;

const BY_KEY = new Map(SHORTCUTS.map((shortcut) => [shortcut.key, shortcut]));

/** Presses that no single control stands for. @type {Record<string, () => void>} */
const ACTIONS = {
  "swap-color": swapColor,
  "cycle-turn": () => nextRadio("turn"),
  "cycle-show": () => nextRadio("show"),
  "cycle-shown": () => nextRadio("shown"),
  "cycle-steady": () => nextRadio("steady"),
  // Pressed again it opens the brushes.
  "tool-brush": () => (document.body.dataset.tool === "brush" ? press(el("brush-pick")) : el("tool-brush").click()),
  ...Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`brush-nth-${n + 1}`, () => chooseNth(n)])),
  "replay-speed": () => step(el("replay-speed"), 1),
  cancel: () => { limner.hand?.pointerCancel(); emit("cancelled"); dismissNewest(); },
  // Not by their buttons: these may still be disabled from before the last stroke.
  undo: () => { if (limner.page) undo(); },
  redo: () => { if (limner.page) redo(); },
  "point-before": () => pointOn(-1),
  "point-after": () => pointOn(1),
  curves: () => within(el("curves"), "summary").click(),
  // What it is for are the arrow keys.
  "tool-point": () => { el("tool-point").click(); el("stage").focus({ preventScroll: true }); },
  "painting-name": () => el("painting-name").select(),
};

export function startKeys() {
  addEventListener("keydown", pressed);
  addEventListener("keyup", (event) => { if (event.key === " " || event.key === "Alt") delete document.body.dataset.hold; });
  addEventListener("blur", () => delete document.body.dataset.hold);
  // Who moved a slider or chose from a list with a mouse goes on with the keys of the page.
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof HTMLElement && target.matches("select, input[type=range]")) target.dataset.pointed = "";
  }, true);
  document.addEventListener("focusout", ({ target }) => { delete /** @type {HTMLElement} */ (target).dataset.pointed; });
  document.addEventListener("pointerleave", ({ target, buttons }) => { if (buttons === 0) giveBack(target, "input"); }, true);
  document.addEventListener("change", ({ target }) => giveBack(target, "input:not(:hover), select"));
  el("single-keys").addEventListener("change", () => { nameControls(); emit("keys-chosen"); });
  on("labelled", () => { nameKeys(); nameControls(); });
}

/** Whether single characters are shortcuts, to be kept between visits. */
export const singleKeys = () => el("single-keys").checked;

/** @param {unknown} kept - as from `singleKeys`, or nothing */
export function setSingleKeys(kept) {
  el("single-keys").checked = kept !== false;
  nameControls();
}

/** Takes the focus from a control that a pointer gave it to. @param {EventTarget | null} target @param {string} kind */
function giveBack(target, kind) {
  if (target instanceof HTMLElement && target.dataset.pointed === "" && target.matches(kind)) target.blur();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const key = keyOf(event);
  if (event.isComposing || document.querySelector("dialog[open]")) return;
  if (target.matches(TYPES)) { if (event.key === "Enter" || event.key === "Escape") target.blur(); return; }
  if (belongsTo(target, key)) {
    // Who goes on with the keys of a slider keeps it.
    if (/^(arrow|page|home|end)/.test(key)) delete target.dataset.pointed;
    return;
  }
  const open = document.querySelector(":popover-open");
  if (!open && !event.repeat && !event.altKey && !isReadOnly() && (pointedBy(key, singleKeys()) || patchBy(key, singleKeys()) || whyBy(key) || answeredBy(key, singleKeys()))) return event.preventDefault();
  const shortcut = BY_KEY.get(key);
  const graph = event.getModifierState("AltGraph");
  if (!shortcut || (event.altKey && !graph && key !== "alt")) return;
  if (isCharacter(shortcut.key) && !singleKeys()) return;
  // Escape also closes an open sheet, which the browser does by itself; in a sheet Delete means no painting.
  if (open && (key === "escape" || shortcut.id === "clear")) return;
  if (shortcut.id.startsWith("hold-")) document.body.dataset.hold = shortcut.id.slice(5);
  else if (event.repeat && !shortcut.by && !["undo", "redo", "step"].includes(shortcut.id)) return event.preventDefault();
  else run(shortcut);
  event.preventDefault();
}

/** Whether a key is the focused control's own. @param {HTMLElement} target @param {string} key */
function belongsTo(target, key) {
  // The timeline's slider is played and stepped by the timeline's keys.
  if (target.id === "scrub" && BY_KEY.get(key)?.section === "timeline") return false;
  // Arrows go among the strokes only where nothing else has the focus.
  if (key.startsWith("arrow") && target !== el("stage") && target !== document.body) return true;
  if (target.matches(TAKES_KEYS)) return !LEFT_BY_FIELDS.test(key);
  return [" ", "enter", "shift+enter"].includes(key) && target.matches("button, input, summary");
}

/** @param {import("./shortcuts.js").Shortcut} shortcut */
function run({ id, by, section }) {
  // Where the painting is only shown, what paints on it has no keys.
  if (isReadOnly() && (section === "paint" || section === "partner" || el(id)?.closest("[inert]"))) return;
  if (ACTIONS[id]) return ACTIONS[id]();
  const control = /** @type {HTMLButtonElement} */ (el(id));
  if (!control || control.hidden || control.disabled) return;
  if (by) step(control, by);
  else press(control);
}

/** Presses a button; what it opens gets the focus, which a pointer would not have to be told. @param {HTMLButtonElement} control */
function press(control) {
  control.click();
  const sheet = /** @type {HTMLElement | null} */ (control.popoverTargetElement);
  if (sheet?.matches(":popover-open")) /** @type {HTMLElement | null} */ (sheet.querySelector("button:not([hidden]), input, select"))?.focus();
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

/** Fills the list of keys. */
function nameKeys() {
  const lists = new Map(Object.entries(KEYS.sections).map(([id, title]) => [id, section(title)]));
  for (const { key, id, name, section: where, by, also } of SHORTCUTS) {
    if (also) continue;
    const control = el(id);
    const label = (name && /** @type {Record<string, any>} */ (KEYS)[name]) || control?.getAttribute("aria-label") || control?.textContent.trim() || id;
    lists.get(where)?.append(line(label, written(key), isCharacter(key)));
    if (!control || by) continue;
    control.dataset.title = control.title || label;
    if (control.closest(".menu")) control.append(kbd(written(key), isCharacter(key)));
  }
  for (const [gesture, what] of KEYS.gestures) lists.get("gestures")?.append(line(what, gesture, false));
  el("shortcuts").replaceChildren(...lists.values());
}

/** Tells of each key that works in its control's tooltip, and to screen readers. */
function nameControls() {
  document.body.dataset.keys = singleKeys() ? "all" : "modified";
  for (const { key, id, by, also } of SHORTCUTS) {
    const control = el(id);
    if (!control || by || also) continue;
    const works = singleKeys() || !isCharacter(key);
    const title = control.dataset.title ?? "";
    control.title = works ? `${title} (${written(key)})` : title;
    if (works) control.setAttribute("aria-keyshortcuts", key.replace("ctrl", "Control").replace(" ", "Space"));
    else control.removeAttribute("aria-keyshortcuts");
  }
}

/** @param {string} title */
function section(title) {
  const made = document.createElement("section");
  made.append(Object.assign(document.createElement("h3"), { textContent: title }));
  return made;
}

/** @param {string} label @param {string} key @param {boolean} character */
function line(label, key, character) {
  const made = document.createElement("div");
  made.append(Object.assign(document.createElement("span"), { textContent: label }), kbd(key, character));
  return made;
}

/** A key as it is shown; single characters can be told from others. @param {string} key @param {boolean} character */
function kbd(key, character) {
  return Object.assign(document.createElement("kbd"), { textContent: key, className: character ? "character" : "" });
}
