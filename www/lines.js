// Lines on 2D canvases, as cards and drawings that are not painted yet show them.

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
 * A place that is drawn on has its touches to itself. Otherwise Chromium takes a quick stroke for a fling, and the next tap,
 * wherever it falls, for a hand that stops it.
 * @param {HTMLElement} node
 */
export const ownTouches = (node) => node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
