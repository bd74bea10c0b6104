// The map: motifs as pins, trust as shade, a ring where one looks, and two marks between which garlands change.

import { paintOn } from "./handle.js";
import { paintDrawing } from "./design-drawing.js";
import { ownTouches } from "./lines.js";

/** The map's own pixels: so many across, and as high as it is shown. */
const SIDE = 480;
let height = SIDE;
/** Cells of trust along a side. */
export const GRID = 24;
/** Half of what a pin's picture covers, how far below a mark its handle hangs, and how near that is taken hold of. */
const [PIN, HANDLE, NEAR] = [40, 60, 26];
const STEP = 0.02;

/**
 * A place: x and y as the space has them. A drawing: as the worker gives it, trust first.
 * @typedef {[number, number]} Place
 * @typedef {{ low: Place, high: Place, pins: Place[], trust: Float32Array, thumbs: Float32Array[], line: boolean }} Land
 */

/** @type {Land | undefined} */
let land;
/** @type {{ at: Place, from: Place, to: Place }} */
export const marks = { at: [0, 0], from: [0, 0], to: [0, 0] };
/** @type {HTMLCanvasElement} */
let canvas;
/** @type {HTMLCanvasElement | undefined} */
let ground;
let moved = () => {};

/** @param {HTMLCanvasElement} into @param {() => void} heard */
export function startMap(into, heard) {
  [canvas, moved] = [into, heard];
  new ResizeObserver(draw).observe(canvas);
  ownTouches(canvas);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    const held = drawn ? "way" : nearest(event);
    const move = (/** @type {PointerEvent} */ one) => (held === "at" ? put("at", placeOf(one)) : held === "way" ? goOn(placeOf(one)) : drag(one, held));
    move(event);
    const end = () => { if (held === "way") endWay(); canvas.removeEventListener("pointermove", move); for (const name of ["pointerup", "pointercancel"]) canvas.removeEventListener(name, end); };
    canvas.addEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
  });
  // A mouse that hovers looks; a press stays.
  canvas.addEventListener("pointermove", (event) => { if (event.pointerType === "mouse" && event.buttons === 0) look(placeOf(event)); });
  canvas.addEventListener("pointerleave", () => look(undefined));
  canvas.addEventListener("keydown", (event) => {
    const ways = /** @type {Record<string, Place>} */ ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] });
    const way = ways[event.key];
    if (!way || !land) return;
    event.preventDefault();
    event.stopPropagation();
    const by = (event.shiftKey ? 5 : 1) * STEP;
    put("at", [marks.at[0] + way[0] * by * (land.high[0] - land.low[0]), marks.at[1] + way[1] * by * (land.high[1] - land.low[1])]);
  });
}

/** The way between A and B where one was drawn. @type {Place[]} */
let way = [];
/** What is read on the map until one is drawn, and what hears of it then. @type {{ hint: string, done: () => void } | undefined} */
let drawn;

/** The next thing that is drawn on the map is the way from A to B. @param {string} hint @param {() => void} done */
export function drawWay(hint, done) {
  [drawn, way] = [{ hint, done }, []];
  canvas.focus();
  canvas.scrollIntoView({ block: "nearest" });
  draw();
}

/** @param {Place} place */
function goOn(place) {
  const at = within(place);
  const [last, here] = [way.at(-1), pixel(at)];
  if (last && Math.hypot(here[0] - pixel(last)[0], here[1] - pixel(last)[1]) < 6) return;
  way.push(at);
  [marks.at, looked] = [at, undefined];
  [marks.from, marks.to] = [way[0], at];
  draw();
  moved();
}

function endWay() {
  const asked = drawn;
  drawn = undefined;
  if (way.length < 2) way = [];
  draw();
  asked?.done();
}

/** The way that is walked: from A to B, straight if none was drawn. @returns {Place[]} */
export const wayOverMap = () => (way.length > 1 ? way : [marks.from, marks.to]);

/** The place at a part of the way. @param {number} part @returns {Place} */
export function onWay(part) {
  const places = wayOverMap();
  const steps = places.slice(1).map(([x, y], i) => Math.hypot(x - places[i][0], y - places[i][1]));
  let left = part * steps.reduce((sum, step) => sum + step, 0);
  let i = 0;
  while (i + 1 < steps.length && left > steps[i]) { left -= steps[i]; i += 1; }
  const t = steps[i] > 0 ? Math.min(left / steps[i], 1) : 0;
  const [[x, y], [toX, toY]] = [places[i], places[i + 1]];
  return [x + (toX - x) * t, y + (toY - y) * t];
}

/** Where a mouse looks without having pressed. @type {Place | undefined} */
let looked;
/** @param {Place | undefined} place */
function look(place) {
  looked = place && within(place);
  moved();
}

/** The place that is shown: where a mouse looks, or the ring. */
export const shown = () => looked ?? marks.at;

/** @param {Land} next */
export function setLand(next) {
  land = next;
  marks.from = next.pins[0];
  marks.to = next.pins[next.pins.length - 1];
  marks.at = [(marks.from[0] + marks.to[0]) / 2, (marks.from[1] + marks.to[1]) / 2];
  looked = undefined;
  ground = drawn = undefined;
  [asked, way] = [[], []];
  draw();
}

/** Places among which the person is asked to choose. @type {Place[]} */
let asked = [];
/** @param {Place[]} places */
export function setAsked(places) {
  asked = places;
  draw();
}

/** @param {keyof typeof marks} name @param {Place} place */
export function put(name, place) {
  marks[name] = within(place);
  if (name !== "at") way = [];
  looked = undefined;
  draw();
  moved();
}

/** How far along the map a place is, 0..=1. @param {Place} place */
export function parts(place) {
  if (!land) return [0, 0];
  const { low, high } = land;
  return [0, 1].map((i) => (high[i] > low[i] ? (place[i] - low[i]) / (high[i] - low[i]) : 0.5));
}

/** @param {Place} place @returns {Place} */
function within([x, y]) {
  if (!land) return [0, 0];
  const { low, high } = land;
  return [Math.min(Math.max(x, low[0]), high[0]), Math.min(Math.max(y, low[1]), high[1])];
}

/** @param {Place} place */
function pixel(place) {
  const [x, y] = parts(place);
  return [x * SIDE, land?.line ? height / 2 - HANDLE / 2 : y * height];
}

/** @param {PointerEvent} event @returns {Place} */
function placeOf(event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  if (!land) return [0, 0];
  const { low, high } = land;
  return [low[0] + x * (high[0] - low[0]), low[1] + y * (high[1] - low[1])];
}

/** @param {PointerEvent} event @returns {"from" | "to" | "at"} */
function nearest(event) {
  const box = canvas.getBoundingClientRect();
  const [x, y] = [(event.clientX - box.left) / box.width * SIDE, (event.clientY - box.top) / box.height * height];
  for (const name of /** @type {const} */ (["to", "from"])) {
    const [px, py] = pixel(marks[name]);
    // Their handles hang below the places that they mark.
    if (Math.hypot(px - x, py + HANDLE - y) < NEAR) return name;
  }
  return "at";
}

/** @param {PointerEvent} event @param {"from" | "to"} name */
function drag(event, name) {
  const [x, y] = placeOf(event);
  const lift = land ? HANDLE / height * (land.high[1] - land.low[1]) : 0;
  put(name, [x, y - lift]);
}

/** The shade of trust and the pins, which stay while marks move. */
function paintGround() {
  const made = document.createElement("canvas");
  Object.assign(made, { width: SIDE, height });
  const context = paintOn(made);
  if (!land) return made;
  const cell = SIDE / GRID;
  const rows = land.line ? 1 : GRID;
  const small = document.createElement("canvas");
  Object.assign(small, { width: GRID, height: rows });
  const shade = paintOn(small);
  land.trust.forEach((trust, i) => {
    const light = 26 + 62 * trust;
    shade.fillStyle = `hsl(172 ${12 + 26 * trust}% ${light * 0.55}%)`;
    shade.fillRect(i % GRID, Math.floor(i / GRID), 1, 1);
  });
  context.imageSmoothingEnabled = true;
  context.drawImage(small, 0, 0, GRID, rows, -cell / 2, -cell / 2, SIDE + cell, height + cell);
  land.pins.forEach((pin, i) => {
    const [x, y] = pixel(pin);
    context.fillStyle = "#f4f0e8";
    context.shadowColor = "#0008";
    context.shadowBlur = 10;
    context.beginPath();
    context.arc(x, y, PIN, 0, 7);
    context.fill();
    context.shadowBlur = 0;
    paintDrawing(context, /** @type {Land} */ (land).thumbs[i], [x - 31, y - 31, 62, 62]);
  });
  return made;
}

function draw() {
  if (!land || canvas.clientWidth === 0) return;
  const shownHeight = Math.round(SIDE * canvas.clientHeight / canvas.clientWidth);
  if (canvas.width !== SIDE || canvas.height !== shownHeight) {
    height = shownHeight;
    Object.assign(canvas, { width: SIDE, height });
    ground = undefined;
  }
  ground ??= paintGround();
  const context = paintOn(canvas);
  context.drawImage(ground, 0, 0);
  const [from, to, at] = [pixel(marks.from), pixel(marks.to), pixel(marks.at)];
  if (drawn) {
    Object.assign(context, { fillStyle: "#fff", font: "18px system-ui, sans-serif", textAlign: "center" });
    context.fillText(drawn.hint, SIDE / 2, 32, SIDE - 16);
  }
  context.setLineDash([3, 7]);
  context.lineWidth = 3;
  context.strokeStyle = "#ffffffb0";
  context.beginPath();
  for (const [x, y] of wayOverMap().map(pixel)) context.lineTo(x, y);
  context.stroke();
  context.setLineDash([]);
  for (const [[x, y], word, color] of /** @type {[number[], string, string][]} */ ([[from, "A", "#f3b24f"], [to, "B", "#63d8c0"]])) {
    context.fillStyle = color;
    context.beginPath();
    context.arc(x, y + HANDLE, 16, 0, 7);
    context.moveTo(x - 8, y + HANDLE - 12);
    context.lineTo(x, y + HANDLE - 26);
    context.lineTo(x + 8, y + HANDLE - 12);
    context.fill();
    context.fillStyle = "#17140d";
    context.font = "bold 17px system-ui, sans-serif";
    context.textAlign = "center";
    context.fillText(word, x, y + HANDLE + 6);
  }
  context.font = "bold 15px system-ui, sans-serif";
  asked.forEach((place, i) => {
    const [x, y] = pixel(place);
    context.fillStyle = "#ffffffd8";
    context.beginPath();
    context.arc(x, y, 12, 0, 7);
    context.fill();
    context.fillStyle = "#17140d";
    context.fillText(String(i + 1), x, y + 5);
  });
  context.lineWidth = 4;
  context.strokeStyle = "#17140d";
  context.beginPath();
  context.arc(at[0], at[1], 15, 0, 7);
  context.stroke();
  context.lineWidth = 2.5;
  context.strokeStyle = "#fff";
  context.stroke();
}
