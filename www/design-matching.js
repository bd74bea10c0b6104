// Which stroke of one motif is which of another, in equal colours: a stroke of one and then one of another are tapped to
// say that they belong together, and the map is learned again.

import { fit, SLOTS, strokesOf } from "./design-drawing.js";
import { paintOn } from "./handle.js";
import { paintStroke } from "./lines.js";
import { sayDesign as say } from "./design-text.en.js";

/** A picture's own pixels, how near a tap must come to a stroke, and how thick a stroke is at least. */
const [SIDE, NEAR, THICK] = [240, 22, 4];

/**
 * @typedef {ReturnType<typeof strokesOf>} Strokes
 * @typedef {{ canvas: HTMLCanvasElement, strokes: Strokes, at: number }} Motif - `at` is the stroke that keys are on
 */

/** @type {Motif[]} */
let motifs = [];
/** The stroke that was tapped first. @type {{ motif: number, slot: number } | undefined} */
let picked;
/** @type {(name: string) => any} */
let part;
/** @type {(call: string, ...args: any[]) => Promise<any>} */
let ask;
/** What has the map shown anew. @type {() => Promise<void>} */
let learned;
let [working, corrections] = [false, 0];

/** @param {typeof part} parts @param {typeof ask} asked @param {() => Promise<void>} heard @param {(work: () => Promise<void>) => Promise<void>} run */
export function startMatching(parts, asked, heard, run) {
  [part, ask, learned] = [parts, asked, heard];
  part("revert").addEventListener("click", () => run(revert));
  part("matching").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    run(revert);
  });
  part("motifs").addEventListener("click", (/** @type {PointerEvent} */ event) => {
    const motif = motifs.findIndex(({ canvas }) => canvas === event.target);
    if (motif < 0) return;
    const found = nearest(motifs[motif], event);
    if (found === undefined) return;
    motifs[motif].at = found;
    run(() => pick(motif, motifs[motif].strokes[found].slot));
  });
  part("motifs").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const motif = motifs.findIndex(({ canvas }) => canvas === event.target);
    if (motif < 0) return;
    const { strokes, at } = motifs[motif];
    const by = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 })[event.key];
    if (by !== undefined) motifs[motif].at = (at + by + strokes.length) % strokes.length;
    else if (event.key === "Enter" || event.key === " ") run(() => pick(motif, strokes[at].slot));
    else return;
    event.preventDefault();
    event.stopPropagation();
    draw();
  });
}

/** Shows what the space has matched. @param {boolean} [fresh] - it is another one, without corrections */
export async function showMatching(fresh = false) {
  if (fresh) corrections = 0;
  const flat = await ask("matches");
  picked = undefined;
  const before = motifs;
  motifs = [];
  for (let at = 0; at < flat.length && flat[at] === -1;) {
    const strokes = strokesOf(flat, at + 1);
    motifs.push({ canvas: before[motifs.length]?.canvas ?? picture(motifs.length), strokes, at: 0 });
    at = strokes.reduce((sum, { points }) => sum + 6 + points.length, at + 1);
  }
  part("motifs").replaceChildren(...motifs.map(({ canvas }) => canvas));
  part("revert").disabled = corrections === 0;
  part("matched").textContent = say("matchHint");
  draw();
}

/** @param {number} index */
function picture(index) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: SIDE, height: SIDE, tabIndex: 0 });
  canvas.setAttribute("role", "slider");
  canvas.setAttribute("aria-label", say("matchCard", { n: index + 1 }));
  canvas.addEventListener("focus", draw);
  canvas.addEventListener("blur", draw);
  return canvas;
}

/** @param {number} motif @param {number} slot */
async function pick(motif, slot) {
  if (working) return;
  if (!picked || picked.motif === motif) {
    picked = picked?.slot === slot ? undefined : { motif, slot };
    part("matched").textContent = say(picked ? "matchOther" : "matchHint");
    return draw();
  }
  const other = picked.slot;
  picked = undefined;
  if (other === slot) {
    part("matched").textContent = say("matchAlready");
    return draw();
  }
  await change(async () => {
    await ask("correct", motif, other, slot);
    corrections += 1;
  }, "matchLearned");
}

async function revert() {
  if (working || corrections === 0) return;
  await change(async () => { corrections = await ask("revert"); }, "matchBack");
}

/** @param {() => Promise<void>} work @param {string} word - that is said when it is done */
async function change(work, word) {
  const focused = motifs.findIndex(({ canvas }) => canvas === document.activeElement);
  working = true;
  part("matching").setAttribute("aria-busy", "true");
  try {
    await work();
    await learned();
    part("matched").textContent = say(word);
    document.body.dataset.designCorrected = String(corrections);
  } finally {
    working = false;
    part("matching").setAttribute("aria-busy", "false");
    if (focused >= 0) motifs[focused]?.canvas.focus();
  }
}

/** Which stroke of a motif lies nearest to a tap, if any is near. @param {Motif} motif @param {PointerEvent} event */
function nearest({ canvas, strokes }, event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) * SIDE / box.width, (event.clientY - box.top) * SIDE / box.height];
  const { by, dx, dy } = fit(strokes, [0, 0, SIDE, SIDE]);
  let [best, least] = [/** @type {number | undefined} */ (undefined), NEAR * SIDE / box.width];
  strokes.forEach(({ points }, i) => {
    for (let at = 0; at < points.length; at += 3) {
      const way = Math.hypot(points[at] * by + dx - x, points[at + 1] * by + dy - y);
      if (way < least) [best, least] = [i, way];
    }
  });
  return best;
}

function draw() {
  motifs.forEach(({ canvas, strokes, at }, motif) => {
    const context = paintOn(canvas);
    context.clearRect(0, 0, SIDE, SIDE);
    const { by, dx, dy } = fit(strokes, [0, 0, SIDE, SIDE]);
    const thick = (/** @type {Float32Array} */ points, /** @type {number} */ more) => points.map((value, i) => (i % 3 === 2 ? Math.max(value, THICK / 2 / by) + more / by : value));
    strokes.forEach(({ points, slot }, i) => {
      const isPicked = picked?.motif === motif && picked.slot === slot;
      if (isPicked || (i === at && canvas === document.activeElement)) paintStroke(context, thick(points, isPicked ? 5 : 3), isPicked ? "#26221a" : "#9a9385", by, dx, dy);
      paintStroke(context, thick(points, 0), SLOTS[slot % SLOTS.length], by, dx, dy);
    });
    const one = strokes[at];
    if (!one) return;
    const values = /** @type {[string, string][]} */ ([["aria-valuemin", "1"], ["aria-valuemax", String(strokes.length)], ["aria-valuenow", String(at + 1)], ["aria-valuetext", say("matchStroke", { n: at + 1, of: strokes.length, with: partners(motif, one.slot) })]]);
    for (const [name, value] of values) canvas.setAttribute(name, value);
  });
}

/** The strokes of other motifs that go with one: their motif and their number. @param {number} motif @param {number} slot */
function partners(motif, slot) {
  return motifs.flatMap(({ strokes }, other) => {
    const at = strokes.findIndex((stroke) => stroke.slot === slot);
    return other === motif || at < 0 ? [] : [{ motif: other + 1, stroke: at + 1 }];
  });
}
