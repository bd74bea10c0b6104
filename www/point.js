// What is pointed at, with the tool that does or step by step with the arrow keys: a stroke of the partner's, painted or
// outlined, to say yes or no to it alone, to take it back or to ask why it is there, and a place, to have it paint there
// or not, or anew. A tap takes what lies under it, a drag draws the place.

import { el, limner, on } from "./handle.js";
import { setText } from "./labels.js";
import { alsoDraw, described, drawOverlay, mark, outlined, proposalUnder } from "./overlay.js";
import { judgedStrokes, showNow, tell } from "./panel.js";
import { repaint } from "./patch.js";
import { drawPlace, refreshPlaces, startPlaces } from "./places.js";
import { say } from "./say.js";
import { canvasFromScreen, scale, screenFromCanvas } from "./view.js";
import { askWhy } from "./why.js";

/** A drag is at least so long, and a stroke is hit that is so near, in client pixels. */
const [DRAG_PX, NEAR_PX] = [8, 4];

/**
 * What is pointed at: a point and how far around it goes, in client pixels, and whether it is a stroke: which one, the
 * wasm half knows.
 * @typedef {{ x: number, y: number, reach: number, stroke: boolean }} Pointed
 */
/** @type {Pointed | null} */
let pointed = null;
/** Whether the place is drawn that is pointed at. */
let showsPlace = false;

export function startPoint() {
  startPlaces();
  alsoDraw((context) => { if (pointed && showsPlace) drawPlace(context, [pointed.x, pointed.y], pointed.reach, "#ffffff"); });
  on("hover", hover);
  for (const moved of /** @type {const} */ (["view", "opened"])) on(moved, hide);
  on("brush", () => { if (!isPointing()) { hide(); mark("pointed", undefined); } });
  on("pointer-down", hide);
  for (const yes of [true, false]) {
    el(yes ? "point-yes" : "point-no").addEventListener("click", () => judge(yes));
    const here = el(yes ? "point-here" : "point-away");
    here.addEventListener("click", () => place(yes));
    for (const type of ["pointerenter", "focus"]) here.addEventListener(type, showPlace);
  }
  el("point-why").addEventListener("click", why);
  el("why-last").addEventListener("click", hide);
  el("point-back").addEventListener("click", takeBack);
  el("point-anew").addEventListener("click", anew);
  for (const type of ["pointerenter", "focus"]) el("point-anew").addEventListener(type, showPlace);
}

function showPlace() {
  showsPlace = true;
  drawOverlay();
}

const isPast = () => document.body.hasAttribute("data-past");
const isPointing = () => document.body.dataset.tool === "point" && !isPast();

/** @param {number} x @param {number} y - client pixels */
export function pointDown(x, y) {
  hide();
  if (isPointing()) pointed = { x, y, reach: 0, stroke: limner.pointing.at(proposalUnder(x, y), ...near(x, y)) };
}

/** @param {number} x @param {number} y - client pixels */
export function pointTo(x, y) {
  if (!pointed) return;
  const reach = Math.hypot(x - pointed.x, y - pointed.y);
  if (reach < DRAG_PX && !showsPlace) return;
  Object.assign(pointed, { reach, stroke: false });
  showPlace();
}

export function pointUp() {
  if (pointed) open(pointed);
}

/** Points at the stroke that comes after the one that is pointed at, or before it. @param {number} by */
export function pointOn(by) {
  if (isPast() || !limner.pointing?.step(by, outlined())) return;
  const stroke = limner.pointing.outline();
  const [x, y] = screenFromCanvas((stroke[0] + 2 * stroke[2] + stroke[4]) / 4, (stroke[1] + 2 * stroke[3] + stroke[5]) / 4);
  open({ x, y, reach: 0, stroke: true });
  setText(el("point-said"), say("point.said", { place: limner.pointing.place(), ...described(stroke) }));
}

/** Shows what can be said of what is pointed at. @param {Pointed} at */
function open(at) {
  pointed = at;
  // A tap means a place of a usual size.
  if (at.reach < DRAG_PX) at.reach = 0.12 * Math.min(limner.page.width, limner.page.height) * scale();
  showsPlace = !at.stroke;
  mark("pointed", at.stroke ? () => limner.pointing.outline() : undefined);
  for (const id of /** @type {const} */ (["point-stroke", "point-more"])) el(id).hidden = !at.stroke;
  const menu = el("point-menu");
  menu.hidden = false;
  const { width, height } = menu.getBoundingClientRect();
  const left = Math.min(Math.max(at.x - width / 2, 8), innerWidth - width - 8);
  const below = at.y + 24 + height < innerHeight - 8;
  const top = Math.min(below ? at.y + 24 : at.y - height - 24, innerHeight - height - 8);
  menu.style.transform = `translate(${left}px, ${Math.max(top, 8)}px)`;
  drawOverlay();
}

/** Forgets what is pointed at. */
export function hide() {
  if (!pointed) return;
  const had = el("point-menu").contains(document.activeElement);
  [pointed, showsPlace] = [null, false];
  limner.pointing.letGo();
  el("point-menu").hidden = true;
  setText(el("point-said"), "");
  mark("pointed", undefined);
  drawOverlay();
  if (had) el("stage").focus({ preventScroll: true });
}

/** Does what a key means for what is pointed at, if it means something. @param {string} key @param {boolean} single */
export function pointedBy(key, single) {
  if (el("point-menu").hidden || !pointed) return false;
  if (key === "escape") hide();
  else if (key === "enter") /** @type {HTMLElement} */ (el("point-menu").querySelector("div:not([hidden]) button")).focus();
  else if (single && pointed.stroke && (key === "y" || key === "n")) judge(key === "y");
  else if (single && pointed.stroke && key === "w") why();
  else if (single && pointed.stroke && key === "u") takeBack();
  else if (single && key === "a") anew();
  else return false;
  return true;
}

/** @param {boolean} yes */
function judge(yes) {
  judgedStrokes(Number(limner.pointing.judge(yes)), yes, true);
  hide();
  showNow();
}

function takeBack() {
  if (limner.pointing.takeBack()) tell(say("point.tookBack"));
  hide();
  showNow();
}

function why() {
  askWhy();
  hide();
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
  limner.pointing.addPlace(...canvasFromScreen(x, y), reach / scale(), here);
  hide();
  refreshPlaces();
}

/** A point of the canvas and how near is near enough. @param {number} x @param {number} y - client pixels @returns {[number, number, number]} */
const near = (x, y) => [...canvasFromScreen(x, y), NEAR_PX / scale()];

/** @param {{ x: number, y: number } | null} where */
function hover(where) {
  if (pointed || !limner.page) return;
  // What is proposed is outlined already.
  const stroke = where && isPointing() && proposalUnder(where.x, where.y) < 0 ? limner.pointing.outlineAt(...near(where.x, where.y)) : [];
  mark("pointed", stroke.length ? () => /** @type {Float32Array} */ (stroke) : undefined);
}
