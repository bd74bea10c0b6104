// The timeline: every stroke a tick in its author's lane and colour, judgements as marks, and a
// slider over them that shows any moment. Replaying moves the slider by itself.

import { el, limner, on, paintOn } from "./handle.js";
import { setAttribute, setIcon, setText, themeColor } from "./labels.js";
import { say } from "./say.js";

/** Bits of a stroke's byte. */
const [PARTNER, VISIBLE, LIKED, DISLIKED] = [1, 2, 4, 8];
/** A replay that starts by itself takes about this long. */
const SHOWING_MS = 12_000;

let strokes = new Uint8Array();
/** The ticks are drawn again no sooner than this after the last time, while strokes come in. */
const TICKS_MS = 400;

/** Whether strokes came since the ticks were drawn; and when that was. */
let [stale, drawnAt] = [false, 0];
/** Of the ticks, in CSS pixels; asked for only when it may have changed. */
let size = { width: 0, height: 0 };
/** @type {{ clock: number, before: number, moments: Uint32Array } | null} */
let playing = null;
/** What was asked for last, and the painting and revision that it is of. */
let known = { of: "", moments: new Uint32Array() };

export function startTimeline() {
  el("scrub").addEventListener("input", () => { stop(); show(Number(el("scrub").value)); });
  el("replay").addEventListener("click", () => (playing ? stop() : play()));
  el("now").addEventListener("click", backToNow);
  el("branch").addEventListener("click", () => { stop(); limner.view.branchHere(); backToNow(); });
  on("to-now", backToNow);
  on("cancelled", backToNow);
  on("opened", () => { stop(); [stale, drawnAt] = [true, 0]; refresh(); });
  on("changed", () => { stale = true; });
  on("status", refresh);
  new ResizeObserver(([{ contentRect }]) => { size = contentRect; [stale, drawnAt] = [true, 0]; }).observe(el("ticks"));
}

/** Shows the painting from its beginning, as a link does, at a speed that suits its length. */
export function replayAll() {
  refresh();
  const total = moments().at(-1) ?? 0;
  const speeds = [...el("replay-speed").options].map(({ value }) => Number(value));
  el("replay-speed").value = String(speeds.find((speed) => total / speed <= SHOWING_MS) ?? speeds.at(-1));
  play();
}

function play() {
  if (strokes.length === 0) return;
  const at = limner.view.scrubbed() < 0 ? 0 : Number(el("scrub").value);
  playing = { clock: at === 0 ? 0 : moments()[2 * at - 1], before: performance.now(), moments: moments() };
  mark();
  show(at);
  requestAnimationFrame(advance);
}

/** @param {number} now */
function advance(now) {
  if (!playing) return;
  playing.clock += Math.max(now - playing.before, 0) * Number(el("replay-speed").value);
  playing.before = now;
  let at = Number(el("scrub").value);
  const { clock, moments } = playing;
  while (moments[2 * at + 1] <= clock) at++;
  if (2 * at >= moments.length) return backToNow();
  if (at !== Number(el("scrub").value)) show(at);
  requestAnimationFrame(advance);
}

function stop() {
  playing = null;
  mark();
}

function backToNow() {
  stop();
  if (limner.view.scrubbed() >= 0) limner.view.scrub(-1);
  refresh();
}

/** Two numbers a stroke: the revision that shows it as the last, and when it comes in a replay at 1×, in ms. */
function moments() {
  const of = `${limner.id} ${limner.page.revision()}`;
  if (known.of !== of) known = { of, moments: limner.page.moments() };
  return known.moments;
}

/** @param {number} at - strokes shown; all of them is now */
function show(at) {
  const past = at < strokes.length;
  limner.view.scrub(past ? (at === 0 ? 0 : moments()[2 * (at - 1)]) : -1);
  el("scrub").value = String(at);
  tellMoment(at);
  if (!past) stop();
}

/** @param {number} at */
function tellMoment(at) {
  const past = limner.view.scrubbed() >= 0;
  const moment = { at, of: strokes.length };
  setText(el("moment"), say("timeline.moment", moment));
  setAttribute(el("scrub"), "aria-valuetext", say("timeline.value", moment));
  document.body.toggleAttribute("data-past", past);
  setAttribute(document.body, "data-moment", String(at));
  mark();
}

function mark() {
  const past = limner.view.scrubbed() >= 0;
  document.body.toggleAttribute("data-replaying", playing !== null);
  setIcon(el("replay"), playing ? "pause" : "play");
  setAttribute(el("replay"), "aria-label", say(playing ? "timeline.pause" : "timeline.play"));
  el("branch").hidden = el("now").hidden = !past;
  el("branch").disabled = playing !== null;
  el("replay").disabled = strokes.length === 0;
}

/** Redraws the ticks where strokes came, went or were judged. */
function refresh() {
  if (stale) {
    strokes = limner.page.strokes();
    setAttribute(el("scrub"), "max", String(strokes.length));
    const now = performance.now();
    if (now - drawnAt >= TICKS_MS) {
      [stale, drawnAt] = [false, now];
      drawTicks();
    }
  }
  const past = limner.view.scrubbed() >= 0;
  if (!past) el("scrub").value = String(strokes.length);
  if (past !== document.body.hasAttribute("data-past") || !past) tellMoment(Number(el("scrub").value));
}

/** The person's ticks stand above the line, the partner's hang below it: not by colour alone. */
function drawTicks() {
  const canvas = el("ticks");
  const { width, height } = size;
  const [columns, rows] = [width, height].map((side) => Math.round(side * devicePixelRatio));
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  const context = paintOn(canvas);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.globalAlpha = 1;
  const colors = [themeColor("--person"), themeColor("--partner")];
  const middle = height / 2;
  context.fillStyle = themeColor("--edge");
  context.fillRect(0, middle - 0.5, width, 1);
  const pitch = (width - 4) / Math.max(strokes.length, 1);
  const tick = Math.max(Math.min(pitch - 1, 6), 1);
  const last = [-1, -1];
  strokes.forEach((stroke, i) => {
    const [lane, x] = [stroke & PARTNER, 2 + i * pitch];
    const judged = stroke & (LIKED | DISLIKED);
    if (!judged && x - last[lane] < 1) return;
    last[lane] = x;
    context.globalAlpha = stroke & VISIBLE ? 1 : 0.28;
    context.fillStyle = colors[lane];
    context.fillRect(x, lane ? middle + 1 : middle - 13, tick, 12);
    if (judged) drawJudgement(context, x + tick / 2, height - 5, (stroke & LIKED) !== 0);
  });
}

/** Yes is a dot, no a cross. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {boolean} liked */
function drawJudgement(context, x, y, liked) {
  context.globalAlpha = 1;
  context.beginPath();
  if (liked) {
    context.fillStyle = "#9fe08a";
    context.arc(x, y, 2.5, 0, 7);
    context.fill();
    return;
  }
  Object.assign(context, { strokeStyle: themeColor("--trouble"), lineWidth: 1.5 });
  for (const d of [-1, 1]) { context.moveTo(x - 2.5, y - 2.5 * d); context.lineTo(x + 2.5, y + 2.5 * d); }
  context.stroke();
}
