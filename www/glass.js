// Where on the painting: a sheet of glass above it catches a tap, a line or a box, for what is placed there.

import { el, limner, on, paintOn } from "./handle.js";
import { ownTouches } from "./lines.js";
import { undo } from "./panel.js";
import { toast } from "./toast.js";
import { canvasFromScreen } from "./view.js";

/** What is shown while the pointer is down: its way, or the box from where it went down to where it is. @typedef {"line" | "box"} Shape */
/**
 * What is to be placed, what the person reads meanwhile, on the button that leads back and on the one that stays with the
 * painting, and what is shown under the pointer. Who has no pointer draws the line across the middle, or taps there.
 * @typedef {{ what: string, where: string, back: string, done?: string, shape: Shape, acrossByKey?: boolean }} Wanted
 */

/** @type {HTMLElement | undefined} */
let glass;

/** Takes the glass away. */
export function endCatch() {
  glass?.remove();
  glass = undefined;
  delete document.body.dataset.catching;
}

/**
 * Catches lines until the person goes back.
 * @param {Wanted} wanted @param {(points: number[]) => void} caught - x and y in the painting's pixels @param {() => void} back
 */
export function catchOnPainting(wanted, caught, back) {
  endCatch();
  const made = document.createElement("div");
  made.id = "glass";
  made.tabIndex = -1;
  const canvas = document.createElement("canvas");
  const bar = document.createElement("div");
  bar.className = "panel glass-bar";
  bar.append(Object.assign(document.createElement("p"), { textContent: wanted.where }));
  const leave = () => { endCatch(); back(); };
  bar.append(button(wanted.back, wanted.done ? "" : "person", leave));
  if (wanted.done) bar.append(button(wanted.done, "person", () => { endCatch(); el("stage").focus({ preventScroll: true }); }));
  made.append(canvas, bar);
  document.body.append(made);
  document.body.dataset.catching = wanted.what;
  glass = made;
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); leave(); }
    if (event.key === "Enter" && event.target === made) caught(middle(wanted));
  });
  ownTouches(canvas);
  canvas.addEventListener("pointerdown", (event) => begin(event, canvas, wanted.shape, caught));
  made.focus();
}

/** @param {string} textContent @param {string} className @param {() => void} press */
function button(textContent, className, press) {
  const made = Object.assign(document.createElement("button"), { textContent, className });
  made.addEventListener("click", press);
  return made;
}

/** A line across the middle of the window, or its middle. @param {Wanted} wanted */
function middle({ acrossByKey }) {
  const parts = acrossByKey ? Array.from({ length: 21 }, (_, i) => i / 20) : [0.5];
  return parts.flatMap((part) => canvasFromScreen(innerWidth * (0.3 + 0.4 * part), innerHeight * (0.5 + 0.06 * Math.sin(part * 6))));
}

/** @param {PointerEvent} event @param {HTMLCanvasElement} canvas @param {Shape} shape @param {(points: number[]) => void} caught */
function begin(event, canvas, shape, caught) {
  if (event.button !== 0) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  Object.assign(canvas, { width: innerWidth, height: innerHeight });
  const context = paintOn(canvas);
  Object.assign(context, { strokeStyle: "#f3b24f", lineWidth: 2.5, lineCap: "round" });
  context.setLineDash([2, 7]);
  const first = [event.clientX, event.clientY];
  let last = first;
  const points = [...canvasFromScreen(last[0], last[1])];
  const move = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    if (Math.hypot(clientX - last[0], clientY - last[1]) < 3) return;
    if (shape === "box") {
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.strokeRect(first[0], first[1], clientX - first[0], clientY - first[1]);
    } else {
      context.beginPath();
      context.moveTo(last[0], last[1]);
      context.lineTo(clientX, clientY);
      context.stroke();
    }
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

/** What was placed last: how many strokes the person had then, and what takes the offer away. @type {{ person: number, dismiss: () => void } | undefined} */
let placed;

on("status", ({ strokes }) => {
  if (!placed || strokes.person === placed.person) return;
  placed.dismiss();
  placed = undefined;
});

/** Says that strokes were placed, and offers to take them back while they are the person's last. @param {string} text @param {string} label */
export function offerUndo(text, label) {
  const { person } = limner.page.status().strokes;
  const dismiss = toast(text, { action: { label, run: () => { if (limner.page.status().strokes.person === person) undo(); } } });
  placed = { person, dismiss };
}
