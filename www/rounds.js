// How the partner learns, folded away until somebody looks: its rehearsal as it goes, and the rounds that it learned in,
// each of which can be gone back to. What is kept over a reload is kept in store.js.

import { el, limner, on, paintOn, showPicture } from "./handle.js";
import { setAttribute, setText, themeColor } from "./labels.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

/** Points of a curve. */
const MOST = 120;
/** The figures that `rehearsal()` gives after the steps. */
const FIGURES = /** @type {const} */ (["rate", "worth", "likeness", "liking", "distance"]);

/** Figures by steps. @type {number[][]} */
let told = [];
let shown = "";

export function startRounds() {
  el("practice").addEventListener("toggle", () => { watch(); if (limner.page) show(limner.page.status()); });
  el("practice-figures").replaceChildren(...FIGURES.map((name) => {
    const row = document.createElement("div");
    const label = Object.assign(document.createElement("span"), { textContent: say(`rounds.${name}`), title: say(`rounds.${name}Long`) });
    const curve = Object.assign(document.createElement("canvas"), { width: 128, height: 40 });
    curve.setAttribute("aria-hidden", "true");
    row.append(label, curve, document.createElement("b"));
    return row;
  }));
  on("opened", () => { [told, shown] = [[], ""]; watch(); });
  on("status", show);
}

const watch = () => limner.practice?.watchRehearsal(el("practice").open);

/** @param {import("./handle.js").Status} status */
function show({ practice, habit }) {
  if (!el("practice").open) return;
  setText(el("habit-words"), habitText(habit));
  rehearsal();
  const now = `${limner.id} ${practice} ${limner.practice.rounds().join()}`;
  if (now === shown) return;
  shown = now;
  rounds();
}

/** @param {string} habit */
function habitText(habit) {
  const [minute, every, seconds, yes, after] = limner.practice.habits();
  return say(`habit.${habit}`, { minute, every, seconds, yes, after });
}

function rehearsal() {
  const figures = [...limner.practice.rehearsal()];
  const is = figures.length > 0;
  el("practice-now").hidden = !is;
  el("practice-none").hidden = is;
  const [steps] = figures;
  if (!is || told.at(-1)?.[0] === steps) return;
  // Taken back steps leave the curves, too.
  told = [...told.filter(([before]) => before < steps), figures];
  if (told.length > MOST) told = told.filter((_, i) => i % 2 === 1);
  setText(el("practice-steps"), say("rounds.steps", { steps }));
  const picture = limner.practice.rehearsalSheet();
  if (picture) showPicture(el("practice-sheet"), picture);
  FIGURES.forEach((name, i) => {
    const row = el("practice-figures").children[i];
    setText(/** @type {HTMLElement} */ (row.lastElementChild), say("rounds.figure", { name, value: figures[i + 1] }));
    curve(/** @type {HTMLCanvasElement} */ (row.children[1]), told.map((point) => point[i + 1]));
  });
}

/** @param {HTMLCanvasElement} canvas @param {number[]} values */
function curve(canvas, values) {
  const context = paintOn(canvas);
  const { width, height } = canvas;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  context.clearRect(0, 0, width, height);
  context.beginPath();
  values.forEach((value, i) => {
    context.lineTo(3 + (i / (values.length - 1 || 1)) * (width - 6), height - 4 - ((value - low) / (high - low || 1)) * (height - 8));
  });
  Object.assign(context, { strokeStyle: themeColor("--partner"), lineWidth: 3, lineJoin: "round" });
  context.stroke();
}

/** The newest first. */
function rounds() {
  const all = limner.practice.rounds();
  const rows = [];
  for (let i = 0; i < all.length; i += 8) {
    const [number, here, judged, strokes, steps, before, after] = all.slice(i, i + 8);
    const row = document.createElement("li");
    row.dataset.round = String(number);
    const pictures = [false, true].map((isAfter) => {
      const canvas = document.createElement("canvas");
      const picture = limner.practice.roundPicture(number, isAfter);
      if (picture) showPicture(canvas, picture);
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", say(isAfter ? "rounds.after" : "rounds.before", { number }));
      return canvas;
    });
    const words = Object.assign(document.createElement("p"), { textContent: say("rounds.line", { judged, strokes, steps, change: after / before - 1 }) });
    const title = Object.assign(document.createElement("b"), { textContent: say("rounds.round", { number }) });
    const go = Object.assign(document.createElement("button"), { className: "quiet", textContent: say(here ? "rounds.here" : "rounds.go"), disabled: Boolean(here) });
    setAttribute(go, "aria-label", say(here ? "rounds.hereLong" : "rounds.goLong", { number }));
    go.addEventListener("click", () => {
      limner.practice.goToRound(number);
      toast(say("rounds.went", { number }), { code: "round_went" });
      rounds();
    });
    row.append(...pictures, title, go, words);
    rows.unshift(row);
  }
  el("rounds-none").hidden = rows.length > 0;
  el("rounds").replaceChildren(...rows);
}
