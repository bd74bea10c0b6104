// Where on the painting: a sheet of glass above it catches a tap or a line, which the map's drawings then follow.

import { limner, paintOn } from "./handle.js";
import { ownTouches } from "./design-drawing.js";
import { sayDesign as say } from "./design-text.en.js";
import { canvasFromScreen } from "./view.js";

/** @type {HTMLElement | undefined} */
let glass;

/** Takes the glass away. */
export function endCatch() {
  glass?.remove();
  glass = undefined;
  delete document.body.dataset.designCatch;
}

/**
 * Catches lines until the person goes back.
 * @param {string} what @param {(points: number[]) => void} caught - x and y in the painting's pixels @param {() => void} back
 */
export function catchOnPainting(what, caught, back) {
  endCatch();
  const made = document.createElement("div");
  made.id = "design-glass";
  made.tabIndex = -1;
  const canvas = document.createElement("canvas");
  const bar = document.createElement("div");
  bar.className = "panel design-bar";
  bar.append(Object.assign(document.createElement("p"), { textContent: say(`where_${what}`) }));
  const button = Object.assign(document.createElement("button"), { textContent: say("back"), className: "person" });
  const leave = () => { endCatch(); back(); };
  button.addEventListener("click", leave);
  bar.append(button);
  made.append(canvas, bar);
  document.body.append(made);
  document.body.dataset.designCatch = what;
  glass = made;
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); leave(); }
    // Who has no pointer places in the middle.
    if (event.key === "Enter" && event.target === made) caught(middle(what));
  });
  ownTouches(canvas);
  canvas.addEventListener("pointerdown", (event) => begin(event, canvas, caught));
  made.focus();
}

/** A line across the middle of the window, or its middle. @param {string} what */
function middle(what) {
  const parts = what === "garland" ? Array.from({ length: 21 }, (_, i) => i / 20) : [0.5];
  return parts.flatMap((part) => canvasFromScreen(innerWidth * (0.3 + 0.4 * part), innerHeight * (0.5 + 0.06 * Math.sin(part * 6))));
}

/** @param {PointerEvent} event @param {HTMLCanvasElement} canvas @param {(points: number[]) => void} caught */
function begin(event, canvas, caught) {
  if (event.button !== 0) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  Object.assign(canvas, { width: innerWidth, height: innerHeight });
  const context = paintOn(canvas);
  Object.assign(context, { strokeStyle: "#f3b24f", lineWidth: 2.5, lineCap: "round" });
  context.setLineDash([2, 7]);
  let last = [event.clientX, event.clientY];
  const points = [...canvasFromScreen(last[0], last[1])];
  const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    if (Math.hypot(clientX - last[0], clientY - last[1]) < 3) return;
    context.beginPath();
    context.moveTo(last[0], last[1]);
    context.lineTo(clientX, clientY);
    context.stroke();
    last = [clientX, clientY];
    points.push(...canvasFromScreen(clientX, clientY));
  };
  const end = (/** @type {PointerEvent} */ { type }) => {
    canvas.removeEventListener("pointermove", move);
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.removeEventListener(name, end);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (type === "pointerup") caught(points);
  };
  canvas.addEventListener("pointermove", move);
  for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) canvas.addEventListener(name, end);
}

/** The middle and the reach of what was drawn; a tap reaches a quarter of the painting. @param {number[]} points */
export function around(points) {
  const [xs, ys] = [points.filter((_, i) => i % 2 === 0), points.filter((_, i) => i % 2 === 1)];
  const [x, y] = [xs, ys].map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  const reach = Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) / 2.83;
  return [x, y, reach > 12 ? reach : Math.min(limner.page.width, limner.page.height) / 4];
}
