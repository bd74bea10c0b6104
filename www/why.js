// "Why this?": what a stroke of the partner's counts for, what speaks for it and against it, what it was chosen over,
// drawn over the painting, and how sure the network was. All of it is reckoned in the worker, when it is asked for.

import { el, limner, on } from "./handle.js";
import { setText, themeColor } from "./labels.js";
import { alsoDraw, drawOverlay, mark, outline } from "./overlay.js";
import { aside, putAway, repaint } from "./patch.js";
import { say, sayReason, sayWish } from "./say.js";
import { screenFromCanvas } from "./view.js";

/** Numbers for each stroke, as for proposals. */
const STRIDE = 10;
/** A bar is full where something makes a stroke count e² times, about 7. */
const FULL = 200;
/** A part is painted anew around a stroke that is at least so large, in parts of the canvas's shorter side. */
const LEAST = 0.1;

/**
 * Why a stroke was chosen: codes, and hundredths of natural logarithms but for the gain, in millionths of what is missing,
 * and spreads, in percent of what they may be.
 * @typedef {{ told: string, reason: string, gain: number, parts: [string, number, ""][], points: [string, number, ""][], spread: [string, number, string][] }} Why
 */

/** Whether the panel is open; what gives the stroke that it is about. @type {(() => Float32Array) | null} */
let stroke = null;
/** Whether what it says is there. */
let known = false;
/** What the stroke was chosen over, as proposals are. */
let others = new Float32Array();

export function startWhy() {
  alsoDraw(drawOthers);
  on("status", show);
  on("opened", close);
  on("pointer-down", close);
  el("why-close").addEventListener("click", close);
  el("why-last").addEventListener("click", () => {
    limner.pointing.letGo();
    limner.pointing.step(-1, 0);
    askWhy();
    limner.pointing.letGo();
  });
  el("why-figures").addEventListener("change", () => el("why").toggleAttribute("data-figures", el("why-figures").checked));
  el("why-anew").addEventListener("click", () => {
    const [x, y, reach] = around(stroke?.() ?? new Float32Array());
    close();
    if (reach) repaint(x, y, reach);
  });
}

/** Asks why the stroke was chosen that is pointed at. */
export function askWhy() {
  const about = limner.pointing.outline();
  if (limner.pointing.askWhy()) open(() => about);
}

/** Does what a key means for the panel, if it means something. @param {string} key */
export function whyBy(key) {
  if (!stroke || key !== "escape") return false;
  close();
  return true;
}

/** @param {() => Float32Array} about */
function open(about) {
  [stroke, known, others] = [about, false, new Float32Array()];
  for (const id of /** @type {const} */ (["why-parts", "why-others"])) el(id).replaceChildren();
  for (const id of /** @type {const} */ (["why-for", "why-against", "why-spread", "why-spreads", "why-over"])) el(id).textContent = "";
  setText(el("why-said"), say("why.looking"));
  aside(el("why"), around(about()));
  mark("why", about);
}

function close() {
  if (!stroke) return;
  [stroke, others] = [null, new Float32Array()];
  putAway(el("why"));
  mark("why", undefined);
}

/** The middle of a stroke, and how far a part around it goes. @param {Float32Array} one @returns {[number, number, number]} */
function around([x0, y0, x1, y1, x2, y2, r0, r1]) {
  if (x0 === undefined) return [0, 0, 0];
  const reach = Math.hypot(x2 - x0, y2 - y0) / 2 + Math.max(r0, r1);
  return [(x0 + 2 * x1 + x2) / 4, (y0 + 2 * y1 + y2) / 4, Math.max(1.5 * reach, LEAST * Math.min(limner.page.width, limner.page.height))];
}

function show() {
  if (!stroke) return;
  const told = limner.beside.why();
  // The stroke was taken back meanwhile.
  if (!told && known) close();
  if (!told || known) return;
  known = true;
  /** @type {Why} */
  const why = JSON.parse(told);
  others = limner.beside.alternatives();
  const [fors, against] = [1, -1].map((sign) => why.points.filter(([, says]) => says * sign > 0).map(([word]) => sayWish(word)).join(", "));
  setText(el("why-said"), say("why.said", { ...why, reason: sayReason(why.reason) }));
  el("why-parts").replaceChildren(...why.parts.map(bar));
  setText(el("why-for"), fors && say("why.for", { words: fors }));
  setText(el("why-against"), against && say("why.against", { words: against }));
  setText(el("why-spread"), why.spread.length ? say("why.spread", why) : "");
  setText(el("why-spreads"), why.spread.length ? say("why.spreads", why) : "");
  const count = others.length / STRIDE;
  setText(el("why-over"), why.told === "gone" ? "" : say("why.over", { n: count }));
  el("why-others").replaceChildren(...Array.from({ length: count }, (_, i) => {
    const line = document.createElement("li");
    line.textContent = say("why.other", described(others.subarray(i * STRIDE, (i + 1) * STRIDE)));
    return line;
  }));
  drawOverlay();
}

/** @param {[string, number, ""]} part */
function bar([code, value]) {
  const line = document.createElement("li");
  const [label, track, figure] = ["span", "i", "b"].map((tag) => document.createElement(tag));
  label.textContent = say(`part.${code}`);
  const share = Math.min(Math.abs(value) / FULL, 1) * 50;
  track.style.setProperty("--from", `${value < 0 ? 50 - share : 50}%`);
  track.style.setProperty("--share", `${share}%`);
  if (value < 0) track.dataset.against = "";
  track.setAttribute("role", "img");
  track.setAttribute("aria-label", say("part.value", { value }));
  figure.textContent = say("part.figure", { value });
  line.append(label, track, figure);
  return line;
}

/** @param {Float32Array} stroke */
function described([x0, y0, x1, y1, x2, y2, r0, r1, worth]) {
  const length = (Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1) + Math.hypot(x2 - x0, y2 - y0)) / 2;
  return { length: Math.round(length), width: Math.round(r0 + r1), percent: Math.round(worth * 100) };
}

/** Where the number of an outline is put: on its middle line, of each elsewhere, where that lies on the canvas. @param {Float32Array} one @param {number} i */
function labelled([x0, y0, x1, y1, x2, y2], i) {
  const places = [0.5, 0.25, 0.75, 0.4, 0.6, 0.1, 0.9].map((t) => [(1 - t) ** 2 * x0 + 2 * (1 - t) * t * x1 + t * t * x2, (1 - t) ** 2 * y0 + 2 * (1 - t) * t * y1 + t * t * y2]);
  const turned = [...places.slice(i % places.length), ...places];
  const { width, height } = limner.page;
  const [x, y] = turned.find(([x, y]) => x > 0 && y > 0 && x < width && y < height) ?? places[0];
  return screenFromCanvas(x, y);
}

/** @param {CanvasRenderingContext2D} context */
function drawOthers(context) {
  const color = themeColor("--partner");
  const count = others.length / STRIDE;
  const one = (/** @type {number} */ i) => others.subarray(i * STRIDE, (i + 1) * STRIDE);
  for (let i = count - 1; i >= 0; i--) {
    const shape = outline(one(i));
    for (const [strokeStyle, lineWidth, dash] of /** @type {[string, number, number[]][]} */ ([["#0b1f1bcc", 3.4, []], [color, 1.8, [5, 4]]])) {
      context.setLineDash(dash);
      Object.assign(context, { strokeStyle, lineWidth });
      context.stroke(shape);
    }
  }
  context.setLineDash([]);
  Object.assign(context, { textAlign: "center", textBaseline: "middle", font: "600 12px system-ui, sans-serif" });
  for (let i = count - 1; i >= 0; i--) {
    const [x, y] = labelled(one(i), i);
    context.beginPath();
    context.arc(x, y, 9, 0, 2 * Math.PI);
    context.fillStyle = "#0b1f1b";
    context.fill();
    Object.assign(context, { strokeStyle: color, lineWidth: 1.5 });
    context.stroke();
    context.fillStyle = "#ffffff";
    context.fillText(String(i + 1), x, y + 0.5);
  }
}
