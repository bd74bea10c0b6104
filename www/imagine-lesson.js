// The lesson: cards are drawn on, a critic and one that draws learn from them in the worker, and both sides are shown.

import { drawingsOf, paintCard, watch } from "./imagine-drawing.js";
import { keepCards, keepLast, keptCards, lastLesson } from "./imagine-kept.js";
import { sayImagine as say } from "./imagine-text.en.js";
import { startPads } from "./pads.js";

/** How many cards a lesson takes. */
const [LEAST, MOST] = [8, 20];
const SIDE = 96;
/** A stroke's time while it learns: the next drawings come soon. */
const QUICK_MS = 110;
/** How often it is kept on the way, and how soon the cards are. */
const [KEPT_MS, CARDS_MS] = [15_000, 300];

/**
 * @typedef {(name: string) => any} Part
 * @typedef {(call: string, ...args: any[]) => Promise<any>} Ask
 */

/** @type {HTMLElement} */
let sheet;
/** @type {import("./pads.js").Pads | undefined} */
let pads;
/** The timer until the cards are kept. */
let soon = 0;

/**
 * @param {HTMLElement} into @param {Part} part @param {Ask} ask @param {(heard: (stands: any) => void) => Promise<any>} learn - says
 * meanwhile how it stands @param {(work: () => Promise<void>) => void} run @param {() => void} use
 */
export function startLesson(into, part, ask, learn, run, use) {
  sheet = into;
  const words = { card: (/** @type {number} */ n) => say("card", { n }), hint: say("cardHint"), keys: say("cardKeys"), clear: (/** @type {number} */ n) => say("clear", { n }), add: say("add") };
  pads = startPads(part("cards"), [LEAST, MOST], words, () => { enough(part); keepSoon(); });
  const goOn = async () => {
    sheet.dataset.lesson = "learning";
    part("stop").focus();
    let kept = performance.now();
    const keep = () => keepLast(ask, nameOf(part));
    try {
      tell(part, await learn((stands) => {
        tell(part, stands);
        if (performance.now() - kept > KEPT_MS) { kept = performance.now(); keep(); }
      }));
      await keep();
    } finally {
      if (sheet.dataset.lesson === "learning") sheet.dataset.lesson = "there";
    }
  };
  part("learn").addEventListener("click", () => run(async () => {
    await ask("clear");
    for (const [card, strokes] of (pads?.drawn() ?? []).entries()) {
      for (const { points } of strokes) await ask("addStroke", card, new Float32Array(points));
    }
    await ask("begin", nameOf(part));
    await showReal(part, ask);
    await goOn();
  }));
  part("stop").addEventListener("click", () => run(() => ask("stop")));
  part("goOn").addEventListener("click", () => run(goOn));
  part("use").addEventListener("click", () => { run(() => ask("stop")); use(); });
  part("forget").addEventListener("click", () => run(async () => {
    await ask("stop");
    await ask("forget");
    await keepLast(ask, "");
    sheet.dataset.lesson = "none";
    part("said").textContent = say("forgotten");
    part("learn").focus();
  }));
  run(async () => {
    const cards = await keptCards(MOST);
    if (cards.length > 0 && pads?.drawn().length === 0) pads.setCards(cards);
    const last = await lastLesson();
    // What this page cannot read any more is no reason to say anything.
    if (last && await ask("open", last.bytes).then(() => true, () => false)) {
      part("name").value = last.name;
      await lessonOpened(part, ask);
    }
  });
}

/** @param {Part} part */
const nameOf = (part) => part("name").value.trim() || say("untitled");

/** The cards are kept as they stand, before anything is learned from them: a page that is closed has them again. */
function keepSoon() {
  clearTimeout(soon);
  if (pads) soon = setTimeout(() => keepCards(pads?.cards() ?? []), CARDS_MS);
}

/** A lesson that was kept is there: its cards and its drawings are shown. @param {Part} part @param {Ask} ask */
export async function lessonOpened(part, ask) {
  sheet.dataset.lesson = "there";
  await showReal(part, ask);
  tell(part, await ask("stand"));
}

/** @param {Part} part */
function enough(part) {
  const n = pads?.drawn().length ?? 0;
  part("enough").textContent = say("enough", { n, least: LEAST });
  part("learn").disabled = n < LEAST;
}

/** @param {Part} part @param {Ask} ask */
async function showReal(part, ask) {
  const { cards } = await ask("stand");
  const inks = await Promise.all(Array.from({ length: cards ?? 0 }, (_, i) => ask("card", i)));
  part("real").replaceChildren(...inks.map((ink, i) => {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", say("realCard", { n: i + 1 }));
    paintCard(canvas, ink);
    return canvas;
  }));
}

/** Says how the lesson stands, and shows what is drawn by now. @param {Part} part @param {any} stands */
function tell(part, { steps, told, rolledBack, ahead, part: come, drawings }) {
  if (steps === undefined) return;
  part("bar").value = 100 * (come ?? 0);
  part("bar").hidden = come === undefined;
  const said = say(`ahead_${ahead}`, { told });
  if (part("ahead").textContent !== said) part("ahead").textContent = said;
  part("steps").textContent = [say("steps", { steps }), ...(rolledBack > 0 ? [say("rolledBack", { n: rolledBack })] : [])].join(" ");
  const shown = drawingsOf(drawings).map((drawing) => ({ drawing, sheet: Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }) }));
  for (const { drawing, sheet: card } of shown) card.classList.toggle("fools", drawing.kind === 1);
  part("imagined").replaceChildren(...shown.map((one) => one.sheet));
  part("fooled").textContent = say("fooled", { n: shown.filter((one) => one.drawing.kind === 1).length, of: shown.length });
  watch(shown, QUICK_MS);
  document.body.dataset.imagineSteps = String(steps);
}
