// Drawings as the worker gives them, on 2D canvases.

import { paintStroke } from "./lines.js";

/** Colours of strokes that belong together. */
export const SLOTS = ["#f3b24f", "#63d8c0", "#ff9c86", "#9fb4ff", "#d7e06a", "#e59be8", "#8fd0ff", "#c9b08a"];

/**
 * How strokes come to lie in the middle of a box: their scale, and by what they are moved.
 * @param {ReturnType<typeof strokesOf>} strokes @param {number[]} box
 */
export function fit(strokes, [left, top, width, height]) {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i += 3) {
      [x0, x1, y0, y1] = [Math.min(x0, points[i]), Math.max(x1, points[i]), Math.min(y0, points[i + 1]), Math.max(y1, points[i + 1])];
    }
  }
  const by = Math.min(width / Math.max(x1 - x0, 1e-3), height / Math.max(y1 - y0, 1e-3)) * 0.86;
  return { by, dx: left + width / 2 - by * (x0 + x1) / 2, dy: top + height / 2 - by * (y0 + y1) / 2 };
}

/**
 * Draws what the worker gave into a box, as large as `fit` says: a drawing's diagonal in the box's shorter side.
 * @param {CanvasRenderingContext2D} context @param {Float32Array} flat @param {number[]} box @param {{ still?: boolean, colors?: string[] }} [options]
 */
export function paintDrawing(context, flat, [left, top, width, height], { still = false, colors } = {}) {
  const strokes = strokesOf(flat, 1);
  // In the preview the base stays where it is, so that growing is seen.
  const held = { by: Math.min(width, height) * 0.78, dx: left + width / 2, dy: top + height * 0.88 };
  const { by, dx, dy } = still ? held : fit(strokes, [left, top, width, height]);
  for (const { points, color, slot } of strokes) paintStroke(context, points, colors ? colors[slot % colors.length] : color, by, dx, dy);
}

/** The strokes of a flat list, from a place in it. @param {Float32Array} flat @param {number} at */
export function strokesOf(flat, at) {
  const strokes = [];
  while (at + 6 <= flat.length && flat[at] >= 0) {
    const [count, slot, r, g, b] = flat.subarray(at, at + 5);
    const [red, green, blue] = [r, g, b].map((channel) => Math.round(channel * 255));
    strokes.push({ slot, color: `rgb(${red} ${green} ${blue})`, rgb: red << 16 | green << 8 | blue, points: flat.subarray(at + 6, at + 6 + 3 * count) });
    at += 6 + 3 * count;
  }
  return strokes;
}
