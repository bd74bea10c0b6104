// The map of where the partner would paint next, over the painting: off until it is wanted, and as the worker told it
// last.

import { el, limner, on, paintOn } from "./handle.js";
import { alsoDraw, drawOverlay } from "./overlay.js";
import { screenFromCanvas } from "./view.js";

/** The map as it is drawn: a pixel for each square of the canvas. */
const picture = document.createElement("canvas");
let shown = new Uint8Array();

export function startHeat() {
  alsoDraw(draw);
  on("status", refresh);
  on("opened", choose);
  el("heat").addEventListener("change", choose);
}

function choose() {
  limner.beside?.setHeat(el("heat").checked);
  refresh();
}

function refresh() {
  if (!limner.beside || (!el("heat").checked && shown.length === 0)) return;
  const next = limner.beside.heat();
  el("heat-legend").hidden = next.length === 0;
  if (next.length === shown.length && next.every((value, i) => value === shown[i])) return;
  shown = next;
  if (shown.length > 0) paint(shown[0], shown.subarray(1));
  drawOverlay();
}

/** Dark where it is unlikely, clear and then glowing where it is likely. @param {number} columns @param {Uint8Array} cells */
function paint(columns, cells) {
  const rows = cells.length / columns;
  Object.assign(picture, { width: columns, height: rows });
  const context = paintOn(picture);
  const image = context.createImageData(columns, rows);
  for (const [i, value] of cells.entries()) {
    const heat = Math.sqrt(value / 255);
    const glow = Math.max(2 * heat - 1, 0);
    image.data.set(glow > 0 ? [255, 190, 60, 200 * glow] : [8, 10, 16, 165 * (1 - 2 * heat)], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

/** @param {CanvasRenderingContext2D} context */
function draw(context) {
  if (shown.length === 0) return;
  const [[left, top], [right, bottom]] = [screenFromCanvas(0, 0), screenFromCanvas(limner.page.width, limner.page.height)];
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, left, top, right - left, bottom - top);
}
