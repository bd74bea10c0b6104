// Cards are drawn on with keys, too: arrows move a pen, Space puts it down and lifts it, Backspace takes the last stroke away.

/** How far the pen goes, in a card's pixels; with Shift. */
const [STEP, FINE] = [12, 3];
/** Where keys lead; those at the corners of a number pad go aslant. @type {Record<string, [number, number]>} */
const WAYS = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1],
};

/**
 * @typedef {object} Card
 * @property {number} side - in its own pixels
 * @property {number} radius - of a pen that is pressed as usual
 * @property {() => number} color
 * @property {(live?: import("./pads.js").Stroke, pen?: number[]) => void} show - what is on it, the stroke in progress, and where the pen is
 * @property {(stroke: import("./pads.js").Stroke) => void} add
 * @property {() => void} takeLast
 */

/** @param {HTMLCanvasElement} canvas @param {Card} card */
export function drawByKeys(canvas, { side, radius, color, show, add, takeLast }) {
  let pen = [side / 2, side / 2];
  /** @type {import("./pads.js").Stroke | undefined} */
  let live;
  const lift = () => {
    const stroke = live;
    live = undefined;
    if (stroke) add(stroke);
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const way = WAYS[event.key];
    if (way) {
      const step = event.shiftKey ? FINE : STEP;
      pen = pen.map((at, i) => Math.min(Math.max(at + step * way[i], radius), side - radius));
      live?.points.push(...pen, radius);
    } else if (event.key === " " || event.key === "Enter") {
      if (live) lift();
      else live = { points: [...pen, radius], color: color() };
    } else if (event.key === "Backspace" || event.key === "Delete") {
      if (live) live = undefined;
      else takeLast();
    } else if (event.key === "Escape" && live) {
      lift();
    } else return;
    event.preventDefault();
    event.stopPropagation();
    show(live, pen);
  });
  canvas.addEventListener("focus", () => { if (canvas.matches(":focus-visible")) show(live, pen); });
  canvas.addEventListener("blur", () => { lift(); show(); });
}
