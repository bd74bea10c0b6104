// The three drawings that say how a map is made.

import { paintDrawing, SLOTS } from "./design-drawing.js";
import { paintOn } from "./handle.js";

/**
 * What the relational network said before motifs were swapped, and of how many.
 * @typedef {{ told: Float32Array, motifs: number }} Before
 */

/**
 * Draws all three of the person's own motifs.
 * @param {(name: string) => HTMLCanvasElement} part @param {Float32Array[]} thumbs @param {Float32Array} told - by the relational network
 * @param {Before} [before] - shown beside it: what was the first motif is now the last
 */
export function explain(part, thumbs, told, before) {
  const boxes = [0, 1].map((i) => [8 + 116 * i, 8, 104, 104]);
  for (const name of ["template", "relation"]) {
    const context = paintOn(part(name));
    context.clearRect(0, 0, 240, 120);
    [thumbs[0], thumbs[thumbs.length - 1]].forEach((thumb, i) => paintDrawing(context, thumb, boxes[i], name === "relation" ? { colors: SLOTS } : {}));
  }
  const context = paintOn(part("context"));
  context.clearRect(0, 0, 240, 120);
  const curve = (/** @type {Float32Array} */ of, /** @type {number} */ motif, /** @type {string} */ color) => {
    context.strokeStyle = color;
    context.beginPath();
    for (let moment = 0; moment < 7; moment += 1) {
      const found = of[(7 * motif + moment) * 4 + 2];
      context.lineTo(12 + 36 * moment, 60 - 32 * Math.max(Math.min(found, 1.6), -1.6));
    }
    context.stroke();
  };
  if (before) {
    context.lineWidth = 1.5;
    context.setLineDash([3, 5]);
    for (let motif = 0; motif < before.motifs; motif += 1) curve(before.told, motif, SLOTS[(motif + before.motifs - 1) % before.motifs]);
    context.setLineDash([]);
  }
  context.lineWidth = 2.5;
  for (let motif = 0; motif < thumbs.length; motif += 1) curve(told, motif, SLOTS[motif]);
}
