// Places where the partner is to paint or not, as the person said: each is drawn, with a button that undoes it, and kept
// for its painting.

import { change, get } from "./database.js";
import { el, limner, on } from "./handle.js";
import { icon, themeColor } from "./labels.js";
import { alsoDraw, drawOverlay } from "./overlay.js";
import { say } from "./say.js";
import { scale, screenFromCanvas } from "./view.js";

/** Numbers for each place: middle and reach in canvas pixels, and whether strokes are wanted there. */
const STRIDE = 4;
/** How wide a place's soft edge is, in parts of its reach. */
const EDGE = 0.4;
/** Paintings whose places are kept. */
const KEPT = 24;

let places = new Uint16Array();
/** The painting whose places these are, once those that were kept are back. */
let owner = "";

export function startPlaces() {
  alsoDraw(drawPlaces);
  on("status", refreshPlaces);
  on("view", setPlaces);
  on("opened", () => { refreshPlaces(); restore(); });
  // Once it is sure: see panel.js.
  el("forget").addEventListener("click", () => setTimeout(() => { if (!el("forget").dataset.sure) write(() => []); }));
}

export function refreshPlaces() {
  const next = limner.pointing.places();
  if (next.length === places.length && next.every((value, i) => value === places[i])) return;
  places = next;
  const count = places.length / STRIDE;
  el("places").replaceChildren(...Array.from({ length: count }, (_, i) => undoButton(i)));
  setPlaces();
  drawOverlay();
  if (owner === limner.id) keep(owner, [...places]);
}

/** Brings the places back that this painting had. */
async function restore() {
  const { id } = limner;
  owner = "";
  const mine = listed(await get("meta", "places").catch(() => undefined)).find(([of]) => of === id)?.[1] ?? [];
  if (limner.id !== id) return;
  for (let i = 0; i < mine.length; i += STRIDE) limner.pointing.addPlace(mine[i], mine[i + 1], mine[i + 2], mine[i + 3] === 1);
  owner = id;
  refreshPlaces();
}

/** The places of the last paintings, by the paintings' ids. @param {any} all - as kept @returns {[string, number[]][]} */
const listed = (all) => (Array.isArray(all) ? all : []);

/** @param {string} id @param {number[]} mine */
const keep = (id, mine) => write((all) => {
  const others = listed(all).filter(([of]) => of !== id);
  return mine.length ? [[id, mine], ...others].slice(0, KEPT) : others;
});

/** @param {(all: any) => any[]} how */
const write = (how) => change("places", how).catch((error) => console.info("not kept:", error));

/** @param {number} i */
function undoButton(i) {
  const button = document.createElement("button");
  button.append(icon("no"));
  button.title = say(places[i * STRIDE + 3] ? "point.undoHere" : "point.undoAway");
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => { limner.pointing.removePlace(i); refreshPlaces(); el("stage").focus({ preventScroll: true }); });
  return button;
}

/** Each button on the upper edge of its place, where that is seen. */
function setPlaces() {
  for (const [i, button] of [.../** @type {HTMLCollectionOf<HTMLElement>} */ (el("places").children)].entries()) {
    const [cx, cy, reach] = places.subarray(i * STRIDE, (i + 1) * STRIDE);
    const [x, y] = screenFromCanvas(cx, Math.max(cy - reach, 0));
    button.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
  }
}

/** @param {CanvasRenderingContext2D} context */
function drawPlaces(context) {
  for (let i = 0; i < places.length; i += STRIDE) {
    const [x, y, reach, here] = places.subarray(i, i + STRIDE);
    drawPlace(context, screenFromCanvas(x, y), reach * scale(), themeColor(here ? "--partner" : "--trouble"));
  }
}

/** A place with its soft edge. @param {CanvasRenderingContext2D} context @param {[number, number]} middle @param {number} reach @param {string} color */
export function drawPlace(context, [x, y], reach, color) {
  const ring = new Path2D();
  ring.arc(x, y, reach, 0, 2 * Math.PI);
  for (const [strokeStyle, lineWidth, alpha, dash] of /** @type {[string, number, number, number[]][]} */ ([
    [color, EDGE * reach, 0.16, []], ["#131316", 4, 0.8, []], [color, 2, 1, [6, 5]],
  ])) {
    context.setLineDash(dash);
    Object.assign(context, { strokeStyle, lineWidth, globalAlpha: alpha });
    context.stroke(ring);
  }
  context.globalAlpha = 1;
}
