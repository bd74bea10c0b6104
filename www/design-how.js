// The three drawings that say how a map is made.

import { paintDrawing, SLOTS } from "./design-drawing.js";
import { paintOn } from "./handle.js";

/**
 * Draws all three of the person's own motifs.
 * @param {(name: string) => HTMLCanvasElement} part @param {Float32Array[]} thumbs @param {Float32Array} told - by the relational network
 */
export function explain(part, thumbs, told) {
  const boxes = [0, 1].map((i) => [8 + 116 * i, 8, 104, 104]);
  for (const name of ["template", "relation"]) {
    const context = paintOn(part(name));
    context.clearRect(0, 0, 240, 120);
    [thumbs[0], thumbs[thumbs.length - 1]].forEach((thumb, i) => paintDrawing(context, thumb, boxes[i], name === "relation" ? { colors: SLOTS } : {}));
  }
  const context = paintOn(part("context"));
  context.clearRect(0, 0, 240, 120);
  for (let motif = 0; motif < thumbs.length; motif += 1) {
    context.strokeStyle = SLOTS[motif];
    context.lineWidth = 2.5;
    context.beginPath();
    for (let moment = 0; moment < 7; moment += 1) {
      const found = told[(7 * motif + moment) * 4 + 2];
      context.lineTo(12 + 36 * moment, 60 - 32 * Math.max(Math.min(found, 1.6), -1.6));
    }
    context.stroke();
  }
}
