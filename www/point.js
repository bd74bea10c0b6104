// The tool that points: at a stroke of the partner's, to say yes or no to it alone or to ask why it is there, and at a
// place, to have it paint there or not, or anew. A tap takes what lies under it, a drag draws the place.

import { el, limner, on } from "./handle.js";
import { icon, themeColor } from "./labels.js";
import { alsoDraw, drawOverlay, mark, proposal, proposalUnder } from "./overlay.js";
import { judgedStrokes } from "./panel.js";
import { repaint } from "./patch.js";
import { say } from "./say.js";
import { canvasFromScreen, scale, screenFromCanvas } from "./view.js";
import { askWhy, askWhyNext } from "./why.js";

/** Numbers for each place: middle and reach in canvas pixels, and whether strokes are wanted there. */
const STRIDE = 4;
/** A drag is at least so long, and a stroke is hit that is so near, in client pixels. */
const [DRAG_PX, NEAR_PX] = [8, 4];
/** How wide a place's soft edge is, in parts of its reach. */
const EDGE = 0.4;

/**
 * What is pointed at: where the pointer went down and how far it went, in client pixels; the stroke under it, and the
 * place of the proposal there among the others, or -1.
 * @typedef {{ x: number, y: number, reach: number, stroke: number | undefined, next: number }} Pointed
 */
/** @type {Pointed | null} */
let pointed = null;
/** Whether the place is drawn that is pointed at. */
let showsPlace = false;
let places = new Uint16Array();

export function startPoint() {
  alsoDraw(drawPlaces);
  on("hover", hover);
  on("status", refresh);
  on("view", () => { setPlaces(); hide(); });
  on("opened", () => { hide(); refresh(); });
  on("brush", () => { if (!isPointing()) { hide(); mark("pointed", undefined); } });
  on("pointer-down", hide);
  for (const yes of [true, false]) {
    el(yes ? "point-yes" : "point-no").addEventListener("click", () => judge(yes));
    const here = el(yes ? "point-here" : "point-away");
    here.addEventListener("click", () => place(yes));
    for (const type of ["pointerenter", "focus"]) here.addEventListener(type, showPlace);
  }
  el("point-why").addEventListener("click", why);
  el("point-anew").addEventListener("click", anew);
  for (const type of ["pointerenter", "focus"]) el("point-anew").addEventListener(type, showPlace);
}

function showPlace() {
  showsPlace = true;
  drawOverlay();
}

const isPointing = () => document.body.dataset.tool === "point" && !document.body.hasAttribute("data-past");

/** @param {number} x @param {number} y - client pixels */
export function pointDown(x, y) {
  hide();
  if (!isPointing()) return;
  const next = proposalUnder(x, y);
  pointed = { x, y, reach: 0, stroke: next < 0 ? strokeAt(x, y) : undefined, next };
}

/** @param {number} x @param {number} y - client pixels */
export function pointTo(x, y) {
  if (!pointed) return;
  const reach = Math.hypot(x - pointed.x, y - pointed.y);
  if (reach < DRAG_PX && !showsPlace) return;
  Object.assign(pointed, { reach, stroke: undefined, next: -1 });
  showPlace();
}

export function pointUp() {
  if (!pointed) return;
  const { stroke, next } = pointed;
  const planned = proposal(next);
  // A tap means a place of a usual size.
  if (pointed.reach < DRAG_PX) pointed.reach = 0.12 * Math.min(limner.page.width, limner.page.height) * scale();
  showsPlace = stroke === undefined && next < 0;
  mark("pointed", next >= 0 ? () => planned : stroke === undefined ? undefined : () => limner.partner.outlineOf(stroke));
  el("point-stroke").hidden = stroke === undefined;
  el("point-why").hidden = showsPlace;
  const menu = el("point-menu");
  menu.hidden = false;
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(pointed.x - width / 2, 8), innerWidth - width - 8);
  const below = pointed.y + 24 + height < innerHeight - 8;
  menu.style.transform = `translate(${left}px, ${below ? pointed.y + 24 : Math.max(pointed.y - height - 24, 8)}px)`;
  drawOverlay();
}

/** Forgets what is pointed at. */
export function hide() {
  if (!pointed) return;
  const had = el("point-menu").contains(document.activeElement);
  [pointed, showsPlace] = [null, false];
  el("point-menu").hidden = true;
  mark("pointed", undefined);
  drawOverlay();
  if (had) el("stage").focus({ preventScroll: true });
}

/** Does what a key means for what is pointed at, if it means something. @param {string} key @param {boolean} single */
export function pointedBy(key, single) {
  if (el("point-menu").hidden || !pointed) return false;
  if (key === "escape") hide();
  else if (single && pointed.stroke !== undefined && (key === "y" || key === "n")) judge(key === "y");
  else if (single && key === "w" && !el("point-why").hidden) why();
  else if (single && key === "a") anew();
  else return false;
  return true;
}

/** @param {boolean} yes */
function judge(yes) {
  if (pointed?.stroke !== undefined) judgedStrokes(Number(limner.partner.judgeStroke(pointed.stroke, yes)), yes);
  hide();
}

function why() {
  if (!pointed) return;
  const { stroke, next } = pointed;
  hide();
  if (next >= 0) askWhyNext(next);
  else askWhy(stroke);
}

function anew() {
  if (!pointed) return;
  const { x, y, reach } = pointed;
  hide();
  repaint(...canvasFromScreen(x, y), reach / scale());
}

/** @param {boolean} here */
function place(here) {
  if (!pointed) return;
  const { x, y, reach } = pointed;
  limner.partner.addPlace(...canvasFromScreen(x, y), reach / scale(), here);
  hide();
  refresh();
}

/** @param {number} x @param {number} y - client pixels */
const strokeAt = (x, y) => limner.partner.strokeAt(...canvasFromScreen(x, y), NEAR_PX / scale());

/** @param {{ x: number, y: number } | null} where */
function hover(where) {
  if (pointed || !limner.page) return;
  // What is proposed is outlined already.
  const stroke = where && isPointing() && proposalUnder(where.x, where.y) < 0 ? strokeAt(where.x, where.y) : undefined;
  mark("pointed", stroke === undefined ? undefined : () => limner.partner.outlineOf(stroke));
}

function refresh() {
  const next = limner.partner.places();
  if (next.length === places.length && next.every((value, i) => value === places[i])) return;
  places = next;
  const count = places.length / STRIDE;
  el("places").replaceChildren(...Array.from({ length: count }, (_, i) => undoButton(i)));
  setPlaces();
  drawOverlay();
}

/** @param {number} i */
function undoButton(i) {
  const button = document.createElement("button");
  button.append(icon("no"));
  button.title = say(places[i * STRIDE + 3] ? "point.undoHere" : "point.undoAway");
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", () => { limner.partner.removePlace(i); refresh(); el("stage").focus({ preventScroll: true }); });
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
  if (pointed && showsPlace) drawPlace(context, [pointed.x, pointed.y], pointed.reach, "#ffffff");
}

/** A place with its soft edge. @param {CanvasRenderingContext2D} context @param {[number, number]} middle @param {number} reach @param {string} color */
function drawPlace(context, [x, y], reach, color) {
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
