// Drawings as the worker gives them, on 2D canvases.

/** Colours of strokes that belong together. */
export const SLOTS = ["#f3b24f", "#63d8c0", "#ff9c86", "#9fb4ff", "#d7e06a", "#e59be8", "#8fd0ff", "#c9b08a"];

/**
 * Draws a line of points with radii, each scaled by `by` and moved.
 * @param {CanvasRenderingContext2D} context @param {ArrayLike<number>} points @param {string} color @param {number} by @param {number} dx @param {number} dy
 */
export function paintStroke(context, points, color, by, dx, dy) {
  context.strokeStyle = context.fillStyle = color;
  context.lineCap = context.lineJoin = "round";
  if (points.length < 6) {
    context.beginPath();
    context.arc(points[0] * by + dx, points[1] * by + dy, Math.max(points[2] * by, 0.7), 0, 7);
    context.fill();
  }
  for (let i = 3; i < points.length; i += 3) {
    context.lineWidth = Math.max((points[i - 1] + points[i + 2]) * by, 1);
    context.beginPath();
    context.moveTo(points[i - 3] * by + dx, points[i - 2] * by + dy);
    context.lineTo(points[i] * by + dx, points[i + 1] * by + dy);
    context.stroke();
  }
}

/**
 * Draws what the worker gave into a box, as large as `fit` says: a drawing's diagonal in the box's shorter side.
 * @param {CanvasRenderingContext2D} context @param {Float32Array} flat @param {number[]} box @param {{ still?: boolean, colors?: string[] }} [options]
 */
export function paintDrawing(context, flat, [left, top, width, height], { still = false, colors } = {}) {
  const strokes = strokesOf(flat, 1);
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i += 3) {
      [x0, x1, y0, y1] = [Math.min(x0, points[i]), Math.max(x1, points[i]), Math.min(y0, points[i + 1]), Math.max(y1, points[i + 1])];
    }
  }
  const side = Math.min(width, height);
  // In the preview the base stays where it is, so that growing is seen.
  const by = still ? side * 0.78 : Math.min(width / Math.max(x1 - x0, 1e-3), height / Math.max(y1 - y0, 1e-3)) * 0.86;
  const [dx, dy] = still ? [left + width / 2, top + height * 0.88] : [left + width / 2 - by * (x0 + x1) / 2, top + height / 2 - by * (y0 + y1) / 2];
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

/**
 * A place that is drawn on has its touches to itself. Otherwise Chromium takes a quick stroke for a fling, and the next tap,
 * wherever it falls, for a hand that stops it.
 * @param {HTMLElement} node
 */
export const ownTouches = (node) => node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
