// The sheet on which a few motifs become a map, fetched when somebody asks for it: cards, the map, a preview, and what is
// placed from it. All work is done in a worker of its own.

import { callsOf } from "./calls.js";
import { paintDrawing, strokesOf } from "./design-drawing.js";
import { showAsking, startAsking } from "./design-asking.js";
import { explain } from "./design-how.js";
import { drawWay, GRID, marks, onWay, parts, put, setLand, shown, startMap } from "./design-map.js";
import { startKeptDesigns } from "./design-kept.js";
import { showMatching, startMatching } from "./design-matching.js";
import { startPlacing } from "./design-placing.js";
import { startSending } from "./design-sending.js";
import { offerSpan, startTaking } from "./design-taking.js";
import { sayDesign as say } from "./design-text.en.js";
import { endCatch } from "./glass.js";
import { on, paintOn, troubleOf } from "./handle.js";
import { fetchStyles } from "./home.js";
import { fitted, startPads } from "./pads.js";
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
let [line, playing] = [false, 0];
/** What is previewed next, when the worker has answered: only the newest counts. */
let [busy, again] = [false, false];
/** @type {(bytes: Uint8Array, name: string) => Promise<void>} */
let openBytes;

/** Opens the sheet, with a design if one came. @param {Uint8Array} [bytes] */
export async function openDesign(bytes) {
  sheet ??= await build();
  if (!sheet.open) {
    offerSpan(part);
    sheet.showModal();
  }
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
  const bud = { word: say("bud"), name: (/** @type {number} */ n) => say("budOf", { n }), next: (/** @type {number} */ n, /** @type {number} */ of) => say("budNext", { n, of }) };
  const words = { card: (/** @type {number} */ n) => say("card", { n }), hint: say("cardHint"), keys: say("cardKeys"), clear: (/** @type {number} */ n) => say("clear", { n }), add: say("add"), bud };
  pads = startPads(part("cards"), [2, 5], words, enough);
  startMap(part("map"), preview);
  openBytes = startKeptDesigns(part, ask, opened);
  startAsking(part, ask, run);
  startMatching(part, ask, () => show(), run);
  startSending(ask);
  const around = { part, ask, tell, run, pads, sheet };
  startTaking(around);
  startPlacing(around);
  part("close").addEventListener("click", () => sheet?.close());
  part("make").addEventListener("click", () => run(make));
  part("edit").addEventListener("click", () => stage("motifs"));
  part("growth").addEventListener("input", preview);
  part("from").addEventListener("click", () => put("from", marks.at));
  part("to").addEventListener("click", () => put("to", marks.at));
  part("play").addEventListener("click", play);
  part("way").addEventListener("click", () => {
    part("way").setAttribute("aria-pressed", "true");
    tell(say("wayHint"), 0);
    drawWay(say("wayHint"), () => {
      part("way").setAttribute("aria-pressed", "false");
      tell("", 0);
    });
  });
  part("swap").addEventListener("click", () => run(swap));
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

async function make() {
  part("make").disabled = true;
  tell(say("making", { percent: 0 }), 1);
  await ask("clear");
  for (const [all, ofBud] of /** @type {const} */ ([[pads.drawn(), false], [pads.drawnBuds(), true]])) {
    for (const [i, strokes] of all.entries()) {
      for (const { points, color } of strokes) await ask("addStroke", i, new Float32Array(points), color, ofBud);
    }
  }
  try {
    await ask("train");
    await show(true);
    tell("", 0);
  } finally {
    part("make").disabled = false;
  }
}

/** What motifs do when another comes first: the map is learned again, and the curves are shown beside what they were. */
async function swap() {
  if (part("swap").disabled) return;
  part("swap").disabled = true;
  try {
    const before = await ask("relations");
    await ask("rotate");
    const n = pads.drawn().length;
    pads.setCards(...turnedRound(pads.drawn(), pads.drawnBuds()));
    await show(true, { told: before, motifs: n });
    part("swapped").textContent = say("swapped");
    document.body.dataset.designSwapped = String(Number(document.body.dataset.designSwapped ?? 0) + 1);
  } finally {
    part("swap").disabled = false;
    part("swap").focus();
  }
}

/** Lists of which the first becomes the last. @template {any[][]} Lists @param {Lists} lists */
const turnedRound = (...lists) => /** @type {Lists} */ (lists.map(([first, ...rest]) => [...rest, first]));

/** A design that was opened: its motifs are on the cards, its map is shown. */
async function opened() {
  /** @type {import("./pads.js").Stroke[][][]} */
  const [cards, buds] = [[], []];
  const flat = await ask("cards");
  for (let at = 0; at < flat.length && flat[at] < 0;) {
    const strokes = strokesOf(flat, at + 1);
    (flat[at] === -1 ? cards : buds).push(strokes.map(({ points, rgb }) => ({ points: [...points], color: rgb })));
    at = strokes.reduce((sum, { points }) => sum + 6 + points.length, at + 1);
  }
  // A bud lies where its motif does.
  const all = cards.map((strokes, i) => fitted([...strokes, ...buds[i]]));
  pads.setCards(all.map((strokes, i) => strokes.slice(0, cards[i].length)), all.map((strokes, i) => strokes.slice(cards[i].length)));
  await show(true);
}

/**
 * Fills the map from the worker's space.
 * @param {boolean} [fresh] - it is another one, not the same corrected
 * @param {import("./design-how.js").Before} [before] - the curves as they were
 */
async function show(fresh = false, before) {
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
  part("way").setAttribute("aria-pressed", "false");
  setLand({ low, high, pins, trust, thumbs, line });
  explain(part, thumbs, await ask("relations"), before);
  part("swapped").textContent = "";
  preview();
  await showMatching(fresh);
  await showAsking();
  tell("", 0);
  if (fresh && !before) part("map").focus();
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

/** Walks from A to B while the drawing grows, and from the beginning when pressed again. */
function play() {
  cancelAnimationFrame(playing);
  const began = performance.now();
  const step = () => {
    const t = Math.min((performance.now() - began) / PLAY_MS, 1);
    part("growth").value = String(Math.round(100 * Math.min(t * 2, 1)));
    put("at", onWay(0.5 - 0.5 * Math.cos(t * Math.PI)));
    if (t < 1 && sheet?.open) playing = requestAnimationFrame(step);
  };
  step();
}
