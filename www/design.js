// The sheet on which a few motifs become a map, fetched when somebody asks for it: cards, the map, a preview, and what is
// placed from it. All work is done in a worker of its own.

import { callsOf } from "./calls.js";
import { paintDrawing, strokesOf } from "./design-drawing.js";
import { showAsking, startAsking } from "./design-asking.js";
import { explain } from "./design-how.js";
import { GRID, marks, parts, put, setLand, shown, startMap } from "./design-map.js";
import { startKeptDesigns } from "./design-kept.js";
import { showMatching, startMatching } from "./design-matching.js";
import { startSending } from "./design-sending.js";
import { sayDesign as say } from "./design-text.en.js";
import { around, catchOnPainting, endCatch } from "./glass.js";
import { limner, on, paintOn, troubleOf } from "./handle.js";
import { fitted, startPads } from "./pads.js";
import { fetchStyles } from "./sheet-style.js";
import { toast, troubleToast } from "./toast.js";
import { ownScript } from "./trusted.js";

/** @typedef {import("./design-map.js").Place} Place */

const PLAY_MS = 4000;

/** @type {HTMLDialogElement | undefined} */
let sheet;
/** @type {ReturnType<typeof callsOf>} */
let send;
/** @type {import("./pads.js").Pads} */
let pads;
let [line, playing, seed] = [false, 0, 1];
/** What is previewed next, when the worker has answered: only the newest counts. */
let [busy, again] = [false, false];
/** @type {(bytes: Uint8Array, name: string) => Promise<void>} */
let openBytes;

/** Opens the sheet, with a design if one came. @param {Uint8Array} [bytes] */
export async function openDesign(bytes) {
  sheet ??= await build();
  if (!sheet.open) sheet.showModal();
  if (bytes) await openBytes(bytes, "");
}

/** @param {string} call @param {any[]} args @returns {Promise<any>} */
const ask = (call, ...args) => send(call, args, ({ percent }) => tell(say("making", { percent }), percent));

/** @template {string} Name @param {Name} name */
const part = (name) => /** @type {any} */ (/** @type {HTMLDialogElement} */ (sheet).querySelector(`[data-part="${name}"]`));

async function build() {
  const styles = fetchStyles(new URL("./design.css", import.meta.url), new URL("./drawn-on.css", import.meta.url));
  const [html] = await Promise.all([import("./design-sheet.js"), styles]);
  sheet = html.sheet();
  document.body.append(sheet);
  send = callsOf(new Worker(ownScript(new URL("./design-worker.js", import.meta.url)), { type: "module", name: "limner-design" }));
  const words = { card: (/** @type {number} */ n) => say("card", { n }), hint: say("cardHint"), clear: (/** @type {number} */ n) => say("clear", { n }), add: say("add") };
  pads = startPads(part("cards"), [2, 5], words, enough);
  startMap(part("map"), preview);
  openBytes = startKeptDesigns(part, ask, opened);
  startAsking(part, ask, run);
  startMatching(part, ask, () => show(), run);
  startSending(ask);
  part("close").addEventListener("click", () => sheet?.close());
  part("make").addEventListener("click", () => run(make));
  part("take").addEventListener("click", () => run(take));
  part("edit").addEventListener("click", () => stage("motifs"));
  part("growth").addEventListener("input", preview);
  part("from").addEventListener("click", () => put("from", marks.at));
  part("to").addEventListener("click", () => put("to", marks.at));
  part("play").addEventListener("click", play);
  for (const what of /** @type {const} */ (["single", "garland", "decorate", "scatter", "recognise"])) part(what).addEventListener("click", () => run(() => place(what)));
  on("leaving", () => { endCatch(); sheet?.close(); });
  return sheet;
}

/** Says how far there are motifs enough. */
function enough() {
  const few = (pads?.drawn().length ?? 0) < 2;
  part("make").disabled = few;
  tell(few ? say("needs") : "", 0);
}

/** @param {() => Promise<void>} work */
async function run(work) {
  try {
    await work();
  } catch (error) {
    const { code, detail } = troubleOf(error);
    tell(detail.what === "motif" ? say("dot") : "", 0);
    if (detail.what === "motif") return;
    if (code === "unknown") toast(say("failed"), { kind: "trouble", code: "design_failed" });
    else troubleToast(code, detail);
  }
}

/** @param {string} text @param {number} percent */
function tell(text, percent) {
  if (part("said").textContent !== text) part("said").textContent = text;
  part("bar").hidden = percent === 0;
  part("bar").value = percent;
}

/** @param {"motifs" | "map"} name */
function stage(name) {
  if (sheet) sheet.dataset.stage = name;
  document.body.dataset.design = name;
}

/** The person's last strokes become the chosen card. */
async function take() {
  const card = pads.chosen() + 1;
  const packed = limner.page.file();
  await ask("clear");
  const n = await ask("takeStrokes", 0, packed, Math.min(Math.max(Number(part("take-count").value), 1), 24), 0);
  const strokes = strokesOf(await ask("cards"), 1);
  tell(say("took", { n, card }), 0);
  if (n > 0) pads.setCard(strokes.map(({ points, rgb }) => ({ points: [...points], color: rgb })));
}

async function make() {
  part("make").disabled = true;
  tell(say("making", { percent: 0 }), 1);
  await ask("clear");
  for (const [i, strokes] of pads.drawn().entries()) {
    for (const { points, color } of strokes) await ask("addStroke", i, new Float32Array(points), color);
  }
  try {
    await ask("train");
    await show(true);
    tell("", 0);
  } finally {
    part("make").disabled = false;
  }
}

/** A design that was opened: its motifs are on the cards, its map is shown. */
async function opened() {
  /** @type {import("./pads.js").Stroke[][]} */
  const cards = [];
  const flat = await ask("cards");
  for (let at = 0; at < flat.length;) {
    if (flat[at] !== -1) break;
    const strokes = strokesOf(flat, at + 1);
    cards.push(fitted(strokes.map(({ points, rgb }) => ({ points: [...points], color: rgb }))));
    at = strokes.reduce((sum, { points }) => sum + 6 + points.length, at + 1);
  }
  pads.setCards(cards);
  await show(true);
}

/** Fills the map from the worker's space. @param {boolean} [fresh] - it is another one, not the same corrected */
async function show(fresh = false) {
  const map = await ask("map");
  if (map.length === 0) return;
  /** @type {Place[]} */
  const places = [];
  for (let i = 0; i < map.length; i += 2) places.push([map[i], map[i + 1]]);
  const [low, high, ...pins] = places;
  line = low[1] === high[1];
  const trust = await ask("trust", GRID, line ? 1 : GRID);
  const thumbs = await Promise.all(pins.map(([x, y]) => ask("drawing", x, y, 1)));
  stage("map");
  setLand({ low, high, pins, trust, thumbs, line });
  explain(part, thumbs, await ask("relations"));
  preview();
  await showMatching(fresh);
  await showAsking();
  tell("", 0);
  if (fresh) part("map").focus();
}

/** Asks for the drawing that is looked at; while the worker is busy, only the newest place is remembered. */
async function preview() {
  if (busy) { again = true; return; }
  busy = true;
  const [x, y] = shown();
  const began = performance.now();
  try {
    const flat = await ask("drawing", x, y, Number(part("growth").value) / 100);
    const answered = performance.now();
    const canvas = part("preview");
    const context = paintOn(canvas);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (flat.length > 0) {
      paintDrawing(context, flat, [0, 0, canvas.width, canvas.height], { still: true });
      const percent = Math.round(100 * flat[0]);
      part("trust").textContent = say("trust", { percent });
      part("trust").style.setProperty("--trust", `${percent}%`);
      const [across, up] = parts([x, y]);
      part("map").setAttribute("aria-valuetext", say("place", { x: Math.round(100 * across), y: Math.round(100 * (1 - up)), trust: percent, line }));
      part("map").setAttribute("aria-valuenow", String(Math.round(100 * across)));
    }
    // For tests: how long it took from asking, and how much of it was this thread's.
    const now = performance.now();
    Object.assign(canvas.dataset, { ms: String(now - began), ownMs: String(now - answered) });
  } catch {
    // What failed to be previewed is asked again with the next move.
  }
  busy = false;
  if (again) { again = false; preview(); }
}

/** Walks from A to B while the drawing grows, and back at once when pressed again. */
function play() {
  cancelAnimationFrame(playing);
  const began = performance.now();
  const { from, to } = marks;
  const step = () => {
    const t = Math.min((performance.now() - began) / PLAY_MS, 1);
    part("growth").value = String(Math.round(100 * Math.min(t * 2, 1)));
    const way = 0.5 - 0.5 * Math.cos(t * Math.PI);
    put("at", [from[0] + (to[0] - from[0]) * way, from[1] + (to[1] - from[1]) * way]);
    if (t < 1 && sheet?.open) playing = requestAnimationFrame(step);
  };
  step();
}

/** @param {"single" | "garland" | "decorate" | "scatter" | "recognise"} what */
async function place(what) {
  await ask("paintOn", limner.page.width, limner.page.height, limner.hand.exportBrush("design"));
  sheet?.close();
  const wanted = { what, where: say(`where_${what}`), back: say("back"), shape: /** @type {const} */ ("line"), acrossByKey: what === "garland" || what === "decorate" };
  catchOnPainting(wanted, (points) => run(() => placeAt(what, points)), () => sheet?.showModal());
}

/** @param {string} what @param {number[]} points - x and y in the painting's pixels */
async function placeAt(what, points) {
  const [at, ends, growth, size] = [new Float32Array(marks.at), new Float32Array([...marks.from, ...marks.to]), Number(part("growth").value) / 100, Number(part("size").value) / 100];
  const [spacing, variation] = [Number(part("spacing").value) / 100, Number(part("variation").value) / 100];
  seed += 1;
  let bytes;
  if (what === "recognise") {
    const knots = new Float32Array(points.length / 2 * 3);
    for (let i = 0; i < points.length / 2; i += 1) knots.set([points[2 * i], points[2 * i + 1], 3], 3 * i);
    await ask("clear");
    await ask("addStroke", 0, knots, 0);
    const [x, y, apart] = await ask("recognise", 0);
    endCatch();
    sheet?.showModal();
    put("at", [x, y]);
    return tell(say("recognised", { percent: Math.round(100 * apart) }), 0);
  }
  if (what === "garland") bytes = await ask("garland", new Float32Array(points), ends, new Float32Array([growth, growth]), new Float32Array([size, size]), spacing, part("branch").checked, variation, seed);
  else if (what === "decorate") bytes = await ask("decorate", new Float32Array(points), at, growth, size, variation, seed);
  else if (what === "single") bytes = await ask("single", at, growth, new Float32Array(points.slice(-2)), size, 0);
  else bytes = await ask("scatter", new Float32Array(around(points)), 12, at, growth, size, Math.max(variation, 0.05), seed);
  const n = bytes.length > 0 ? limner.hand.paintGroup(bytes) : 0;
  document.body.dataset.designPlaced = String(Number(document.body.dataset.designPlaced ?? 0) + 1);
  toast(n > 0 ? say("placed", { n }) : say("nothing"), n > 0 ? { action: { label: say("undo"), run: () => { limner.page.undo(); } } } : {});
}
