// The mood of the strokes: a point between unpleasant and pleasant and between calm and excited, by pointer, by keys,
// or by name. The two sliders hold it; the field is where a pointer moves both at once. What it asks for, the worker says.

import { el, limner, on, within } from "./handle.js";
import { setAttribute, setText } from "./labels.js";
import { say, sayWish } from "./say.js";

/** Nearer to the middle than this it is the middle, in percent. */
const MIDDLE = 7;
const AXES = /** @type {const} */ (["mood-valence", "mood-arousal"]);

export function startMood() {
  const [codes, places] = [limner.PartnerSettings.moods(), limner.PartnerSettings.moodPlaces()];
  el("moods").append(...codes.map((code, i) => named(code, places[2 * i], places[2 * i + 1])));
  const pad = el("mood-pad");
  pad.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pad.setPointerCapture(event.pointerId);
    follow(event);
    el("mood-valence").focus({ preventScroll: true });
    event.preventDefault();
  });
  pad.addEventListener("pointermove", (event) => { if (pad.hasPointerCapture(event.pointerId)) follow(event); });
  for (const id of AXES) {
    el(id).addEventListener("input", show);
    // The field's arrows are up and down for the one, left and right for the other, whichever has the focus.
    el(id).addEventListener("keydown", (event) => {
      const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      const along = { ArrowDown: -1, ArrowUp: 1 }[event.key];
      if (across === undefined && along === undefined) return;
      event.preventDefault();
      const axis = across === undefined ? 1 : 0;
      const input = el(AXES[axis]);
      input.focus();
      set(axis, Number(input.value) + Number(input.step) * (across ?? along ?? 0));
    });
  }
  for (const id of /** @type {const} */ (["boldness", "novelty"])) el(id).addEventListener("input", show);
  on("opened", show);
  on("status", ({ beliefs }) => {
    const asked = beliefs.filter(({ origin }) => origin === "mood").map(({ word }) => sayWish(word));
    setText(el("mood-words"), say("mood.asks", { asked: asked.join(", ") }));
  });
}

/** @param {string} code @param {number} valence @param {number} arousal */
function named(code, valence, arousal) {
  const button = Object.assign(document.createElement("button"), { className: "chip", textContent: say(`mood.${code}`) });
  button.dataset.mood = code;
  button.addEventListener("click", () => {
    const isOn = button.getAttribute("aria-pressed") === "true";
    move(isOn ? 0 : valence, isOn ? 0 : arousal);
  });
  button.dataset.at = `${valence},${arousal}`;
  return button;
}

/** @param {PointerEvent} event */
function follow({ clientX, clientY }) {
  const { left, top, width, height } = el("mood-pad").getBoundingClientRect();
  move((2 * (clientX - left) / width - 1) * 100, (1 - 2 * (clientY - top) / height) * 100);
}

/** @param {number} valence @param {number} arousal */
function move(valence, arousal) {
  const isMiddle = Math.hypot(valence, arousal) < MIDDLE;
  set(0, isMiddle ? 0 : valence);
  set(1, isMiddle ? 0 : arousal);
}

/** @param {0 | 1} axis @param {number} value */
function set(axis, value) {
  const input = el(AXES[axis]);
  const before = input.value;
  input.value = String(Math.round(value));
  if (input.value !== before) input.dispatchEvent(new Event("input", { bubbles: true }));
}

function show() {
  const [valence, arousal] = AXES.map((id) => Number(el(id).value));
  const dot = within(el("mood-pad"), "i");
  dot.style.left = `${50 + valence / 2}%`;
  dot.style.top = `${50 - arousal / 2}%`;
  for (const id of AXES) setAttribute(el(id), "aria-valuetext", say(`${id.replace("-", ".")}Value`, { value: Number(el(id).value) }));
  for (const id of /** @type {const} */ (["boldness", "novelty"])) {
    const spoken = say(`mood.${id}Value`, { value: Number(el(id).value) });
    setText(el(`${id}-value`), spoken);
    setAttribute(el(id), "aria-valuetext", spoken);
  }
  let name = "";
  for (const button of el("moods").querySelectorAll("button")) {
    const isOn = button.dataset.at === `${valence},${arousal}`;
    button.setAttribute("aria-pressed", String(isOn));
    if (isOn) name = button.textContent ?? "";
  }
  setText(el("mood-now"), say("mood.now", { name, isNeutral: valence === 0 && arousal === 0 && Number(el("boldness").value) === 0 }));
}
