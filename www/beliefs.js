// What the partner knows its person to want, as chips: each can be changed, and others asked for by hand.
// What a change comes to, the worker says.

import { el, emit, limner, on } from "./handle.js";
import { setAttribute, setText } from "./labels.js";
import { tell } from "./panel.js";
import { say, sayWish } from "./say.js";

/** @typedef {import("./handle.js").Status["beliefs"][number]} Belief */

/** A chip for each quality that is wanted, by the quality: its two words share one. @type {Map<number, HTMLButtonElement>} */
const chips = new Map();
/** The quality that is being changed, or -1. */
let edited = -1;
/** What was changed last and is not told yet: it is when the worker has answered. */
let untold = -1;

export function startBeliefs() {
  const words = limner.Taste.words();
  el("belief-add").append(new Option("+", ""), ...words.map((word) => new Option(sayWish(word), word)));
  el("belief-add").addEventListener("change", () => {
    const { value } = el("belief-add");
    el("belief-add").value = "";
    if (value) change(value, "ask");
  });
  el("belief-editor").addEventListener("click", ({ target }) => {
    const edit = /** @type {HTMLElement} */ (target).dataset.edit;
    const word = chips.get(edited)?.dataset.word;
    if (edit && word) change(word, edit);
  });
  el("learned").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || edited < 0) return;
    event.stopPropagation();
    const chip = chips.get(edited);
    open(-1);
    chip?.focus();
  });
  on("status", show);
}

/** @param {string} word @param {string} edit */
function change(word, edit) {
  limner.partner.editBelief(word, edit);
  untold = quality(word);
  emit("status", limner.page.status());
}

/** The two words of a quality stand beside each other. @param {string} word */
const quality = (word) => limner.Taste.words().indexOf(word) >> 1;

/** What is shown, so that it is made anew only where it is another. */
let shown = "";

/** @param {import("./handle.js").Status} status */
function show({ beliefs: all, judged }) {
  const beliefs = all.filter(({ origin }) => origin !== "mood");
  const spoken = JSON.stringify([beliefs, judged]);
  if (shown === spoken) return;
  shown = spoken;
  setText(el("learned-words"), say(beliefs.length ? "learned.said" : judged ? "learned.unclear" : "learned.nothing", { judged }));
  const found = new Map(beliefs.map((belief) => [quality(belief.word), belief]));
  for (const [of, chip] of chips) {
    if (found.has(of)) continue;
    if (of === edited) open(-1);
    chip.remove();
    chips.delete(of);
  }
  let before = /** @type {Element | null} */ (null);
  for (const [of, belief] of found) {
    const chip = chips.get(of) ?? made(of);
    write(chip, belief);
    if (chip.previousElementSibling !== before || !chip.parentElement) el("beliefs").insertBefore(chip, before ? before.nextSibling : el("beliefs").firstChild);
    before = chip;
  }
  if (untold >= 0) {
    const belief = found.get(untold);
    tell(belief ? say("belief.told", belief) : say("belief.gone"));
    untold = -1;
  }
  mark(found.get(edited));
}

/** @param {number} of */
function made(of) {
  const chip = document.createElement("button");
  chip.className = "chip";
  chip.setAttribute("aria-controls", "belief-editor");
  chip.setAttribute("aria-expanded", "false");
  chip.append(document.createElement("span"), document.createElement("b"));
  chip.addEventListener("click", (event) => {
    open(edited === of ? -1 : of);
    // Who came by keys goes on by keys.
    if (edited === of && event.detail === 0) el("belief-editor").querySelector("button")?.focus();
  });
  chips.set(of, chip);
  return chip;
}

/** @param {HTMLButtonElement} chip @param {Belief} belief */
function write(chip, { word, strength, certainty, origin }) {
  chip.dataset.word = word;
  chip.dataset.origin = origin;
  chip.dataset.strength = String(strength);
  chip.style.setProperty("--sure", `${certainty}%`);
  setText(/** @type {Element} */ (chip.firstElementChild), sayWish(word));
  setText(/** @type {Element} */ (chip.lastElementChild), "+".repeat(strength));
  const name = say("belief.chip", { word, strength, certainty, said: origin === "said" });
  setAttribute(chip, "aria-label", name);
  setAttribute(chip, "title", name);
}

/** Opens the editor for a quality, or closes it. @param {number} of */
function open(of) {
  edited = of;
  for (const [other, chip] of chips) chip.setAttribute("aria-expanded", String(other === of));
  el("belief-editor").hidden = of < 0;
  mark(limner.page.status().beliefs.find(({ word }) => quality(word) === of));
}

/** What can be done to the belief that is being changed. @param {Belief | undefined} belief */
function mark(belief) {
  if (!belief) return;
  setAttribute(el("belief-editor"), "aria-label", say("belief.edit", { word: belief.word }));
  const idle = { more: belief.strength === 3, less: belief.strength === 0, other: false, off: belief.strength === 0, let_go: belief.origin !== "said" };
  for (const button of el("belief-editor").querySelectorAll("button")) {
    // Not disabled: a button that is takes the focus away with it.
    button.setAttribute("aria-disabled", String(/** @type {Record<string, boolean>} */ (idle)[button.dataset.edit ?? ""]));
  }
}
