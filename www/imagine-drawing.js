// Imagined drawings on 2D canvases, stroke by stroke, each with a curve of what its critic thought.

import { paintOn } from "./handle.js";
import { paintStroke } from "./lines.js";

const STROKE_MS = 420;
const [INK, CURVE, DOT] = ["#22303a", "#0d6b5d", "#b3541e"];
/** How many pixels a side of a card's pixel becomes. */
const LARGER = 4;
/** Room around a curve, so that its ends are whole. */
const EDGE = 6;

/**
 * Strokes are places with radii, in parts of the sheet's side; of the scores there is one more: the bare sheet's.
 * @typedef {{ kind: number, scores: number[], strokes: Float32Array[] }} Drawing
 * @typedef {{ drawing: Drawing, sheet: HTMLCanvasElement, curve?: HTMLCanvasElement }} Shown
 */

/** Drawings as the worker gives them. @param {Float32Array} flat @returns {Drawing[]} */
export function drawingsOf(flat) {
  const drawings = [];
  for (let at = 0; at + 2 <= flat.length;) {
    const [kind, count] = [flat[at], flat[at + 1]];
    const scores = [...flat.subarray(at + 2, at + 3 + count)];
    at += 3 + count;
    const strokes = [];
    for (let stroke = 0; stroke < count; stroke += 1) {
      const length = 3 * flat[at];
      strokes.push(flat.subarray(at + 1, at + 1 + length));
      at += 1 + length;
    }
    drawings.push({ kind, scores, strokes });
  }
  return drawings;
}

/** The one loop that draws, if any. */
let drawing = 0;

/** Draws all of them at once, stroke by stroke; where motion is not wanted they are there. @param {Shown[]} all @param {number} strokeMs */
export function watch(all, strokeMs = STROKE_MS) {
  cancelAnimationFrame(drawing);
  const range = rangeOf(all.map((one) => one.drawing));
  const most = Math.max(0, ...all.map((one) => one.drawing.strokes.length));
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return all.forEach((one) => paint(one, range, most));
  const began = performance.now();
  const frame = (/** @type {number} */ now) => {
    const done = Math.max(now - began, 0) / strokeMs;
    for (const one of all) if (done < one.drawing.strokes.length + 1.5) paint(one, range, done);
    if (done < most && all.some(({ sheet }) => sheet.isConnected)) drawing = requestAnimationFrame(frame);
    else all.forEach((one) => paint(one, range, most));
  };
  drawing = requestAnimationFrame(frame);
}

/** The least and the greatest score: those of one sheet are drawn on one scale. @param {Drawing[]} drawings */
function rangeOf(drawings) {
  const scores = drawings.flatMap((one) => one.scores).filter(Number.isFinite);
  return [Math.min(...scores), Math.max(...scores)];
}

/** Draws as many strokes, the last of them in part. @param {Shown} shown @param {number[]} range @param {number} done */
function paint({ drawing: { strokes, scores }, sheet, curve }, range, done) {
  const context = paintOn(sheet);
  context.clearRect(0, 0, sheet.width, sheet.height);
  strokes.forEach((points, i) => {
    const places = Math.round(Math.min(Math.max(done - i, 0), 1) * (points.length / 3));
    if (places > 0) paintStroke(context, points.subarray(0, 3 * places), INK, sheet.width, 0, 0);
  });
  if (curve) paintCurve(curve, scores, range, done);
}

/** @param {HTMLCanvasElement} canvas @param {number[]} scores @param {number[]} range @param {number} done */
function paintCurve(canvas, scores, [low, high], done) {
  const context = paintOn(canvas);
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  const place = (/** @type {number} */ i) => [
    EDGE + (width - 2 * EDGE) * i / Math.max(scores.length - 1, 1),
    height - EDGE - (height - 2 * EDGE) * (high > low ? (scores[i] - low) / (high - low) : 0.5),
  ];
  const seen = Math.min(Math.floor(done), scores.length - 1);
  Object.assign(context, { strokeStyle: CURVE, fillStyle: DOT, lineWidth: 3, lineJoin: "round", lineCap: "round" });
  context.beginPath();
  for (let i = 0; i <= seen; i += 1) context.lineTo(place(i)[0], place(i)[1]);
  context.stroke();
  context.beginPath();
  const [x, y] = place(seen);
  context.arc(x, y, 4, 0, 7);
  context.fill();
}

/**
 * A card as the lesson sees it: how much ink there is at each pixel; made larger with edges as sharp as a pen's.
 * @param {HTMLCanvasElement} canvas @param {Uint8Array} ink
 */
export function paintCard(canvas, ink) {
  const side = Math.sqrt(ink.length);
  const large = side * LARGER;
  const at = (/** @type {number} */ x, /** @type {number} */ y) => ink[Math.min(Math.max(y, 0), side - 1) * side + Math.min(Math.max(x, 0), side - 1)];
  const rgba = new Uint8ClampedArray(4 * large * large);
  for (let i = 0; i < large * large; i += 1) {
    const [x, y] = [(i % large + 0.5) / LARGER - 0.5, (Math.floor(i / large) + 0.5) / LARGER - 0.5];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const [dx, dy] = [x - left, y - top];
    const between = (at(left, top) * (1 - dx) + at(left + 1, top) * dx) * (1 - dy) + (at(left, top + 1) * (1 - dx) + at(left + 1, top + 1) * dx) * dy;
    rgba.set([0x22, 0x30, 0x3a, (between - 76) * 4], 4 * i);
  }
  Object.assign(canvas, { width: large, height: large });
  paintOn(canvas).putImageData(new ImageData(rgba, large), 0, 0);
}
