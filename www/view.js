// The painting on the stage: pan, zoom, and putting changed pixels into its 2D canvas. Pixels only
// ever go in; nothing is read back (browsers may blur what is read).

import { chosenRadio, el, emit, limner, on, paintOn } from "./handle.js";
import { hexOf } from "./labels.js";

const ZOOM = { least: 0.05, most: 32 };
const GAP_PX = 24;

/** What one frame draws, in canvas pixels: a large canvas takes several. */
const FRAME_PX = 1 << 19;
/** Areas that are not drawn yet. @type {number[][]} */
let waiting = [];

/** Screen pixels: where the painting's corner lies, and how large one of its pixels is. */
const view = { x: 0, y: 0, scale: 1, moved: false };

export function startView() {
  on("opened", show);
  on("status", refreshTarget);
  for (const radio of document.querySelectorAll("input[name=show]")) radio.addEventListener("change", showTarget);
  addEventListener("resize", () => (view.moved ? place() : fit()));
  el("zoom-fit").addEventListener("click", fit);
  el("zoom-in").addEventListener("click", () => zoomBy(1.25));
  el("zoom-out").addEventListener("click", () => zoomBy(0.8));
  el("stage").addEventListener("wheel", wheel, { passive: false });
}

/** @param {number} x @param {number} y - client pixels @returns {[number, number]} canvas pixels */
export const canvasFromScreen = (x, y) => [(x - view.x) / view.scale, (y - view.y) / view.scale];

/** @param {number} x @param {number} y - canvas pixels @returns {[number, number]} client pixels */
export const screenFromCanvas = (x, y) => [x * view.scale + view.x, y * view.scale + view.y];

export const scale = () => view.scale;

/** @param {number} dx @param {number} dy - client pixels */
export function panBy(dx, dy) {
  Object.assign(view, { x: view.x + dx, y: view.y + dy, moved: true });
  place();
}

/** Zooms so that what lies at (x, y) of the window stays there. @param {number} factor */
export function zoomBy(factor, x = innerWidth / 2, y = innerHeight / 2) {
  const next = Math.min(Math.max(view.scale * factor, ZOOM.least), ZOOM.most);
  const [cx, cy] = canvasFromScreen(x, y);
  Object.assign(view, { scale: next, x: x - cx * next, y: y - cy * next, moved: true });
  place();
}

/** As large as fits into what the panels leave free, but at most twice its size. */
export function fit() {
  const free = el("clearing").getBoundingClientRect();
  const { width, height } = boardSize();
  const next = Math.min(free.width / width, free.height / height, 2);
  view.scale = Math.max(next, ZOOM.least);
  view.x = free.left + (free.width - width * view.scale) / 2;
  view.y = free.top + (free.height - height * view.scale) / 2;
  view.moved = false;
  place();
}

/** Draws what has changed since the last call, or as much of it as a frame bears. */
export function drawChanges() {
  const dirty = limner.view.takeDirty();
  for (let i = 0; i < dirty.length; i += 4) {
    const area = [...dirty.subarray(i, i + 4)];
    waiting = waiting.filter((other) => !holds(area, other));
    waiting.push(area);
  }
  for (let left = FRAME_PX; left > 0 && waiting.length > 0;) {
    const [x, y, width, height] = waiting[0];
    const rows = Math.min(Math.max(Math.floor(left / width), 1), height);
    draw(el("painting"), limner.view.rgba(x, y, width, rows), x, y, width);
    left -= rows * width;
    if (rows < height) waiting[0] = [x, y + rows, width, height - rows];
    else waiting.shift();
  }
}

/** Whether all of an area lies in another. @param {number[]} outer @param {number[]} inner */
const holds = ([x, y, width, height], [left, top, columns, rows]) =>
  left >= x && top >= y && left + columns <= x + width && top + rows <= y + height;

/**
 * @param {HTMLCanvasElement} canvas @param {Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>} rgba
 * @param {number} x @param {number} y @param {number} width
 */
export function draw(canvas, rgba, x, y, width) {
  const pixels = rgba instanceof Uint8ClampedArray ? rgba : new Uint8ClampedArray(rgba);
  paintOn(canvas, { alpha: false }).putImageData(new ImageData(pixels, width), x, y);
}

/** Where the painting lies, in device pixels: corner, zoom, turn, and the window's size. @returns {[number, number, number, number, number, number]} */
export function placement() {
  const device = (/** @type {number} */ value) => Math.round(value * devicePixelRatio);
  return [device(view.x), device(view.y), view.scale * devicePixelRatio, 0, device(innerWidth), device(innerHeight)];
}

function show() {
  const { width, height, paper } = limner.page;
  for (const id of /** @type {const} */ (["painting", "underlay"])) resize(el(id), width, height);
  delete el("side").dataset.target;
  const context = paintOn(el("painting"), { alpha: false });
  context.fillStyle = hexOf(paper);
  context.fillRect(0, 0, width, height);
  waiting = [];
  drawChanges();
  fit();
}

/** @param {HTMLCanvasElement} canvas @param {number} width @param {number} height */
function resize(canvas, width, height) {
  Object.assign(canvas, { width, height });
}

function showTarget() {
  document.body.dataset.show = chosenRadio("show");
  fit();
}

/** Redraws the target's two copies when the partner was given another. @param {import("./handle.js").Status} status */
function refreshTarget(status) {
  const id = status.target?.id ?? "";
  if (el("side").dataset.target === id) return;
  const target = id ? limner.partner.target() : undefined;
  if (id && !target) return;
  el("side").dataset.target = id;
  const { width, height } = limner.page;
  for (const name of /** @type {const} */ (["underlay", "side"])) {
    const canvas = el(name);
    resize(canvas, target?.width ?? 1, target?.height ?? 1);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    canvas.hidden = !target;
    if (target) draw(canvas, target.rgba, 0, 0, target.width);
  }
  emit("target", target);
  if (document.body.dataset.show === "side" && !view.moved) fit();
}

/** The board's size in canvas pixels; sets where the target lies beside the painting. */
function boardSize() {
  const { width, height } = limner.page ?? { width: 640, height: 480 };
  if (document.body.dataset.show !== "side" || el("side").hidden) return { width, height };
  const free = el("clearing").getBoundingClientRect();
  const below = free.height > free.width;
  el("side").style.left = below ? "0px" : `${width + GAP_PX}px`;
  el("side").style.top = below ? `${height + GAP_PX}px` : "0px";
  return below ? { width, height: 2 * height + GAP_PX } : { width: 2 * width + GAP_PX, height };
}

function place() {
  // On whole device pixels the painting stays sharp at 100 %.
  const whole = (/** @type {number} */ value) => Math.round(value * devicePixelRatio) / devicePixelRatio;
  el("board").style.transform = `translate(${whole(view.x)}px, ${whole(view.y)}px) scale(${view.scale})`;
  document.body.toggleAttribute("data-pixels", view.scale >= 4);
  document.body.dataset.zoom = view.scale.toFixed(3);
  emit("view");
}

/** @param {WheelEvent} event */
function wheel(event) {
  event.preventDefault();
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? innerHeight : 1;
  if (event.ctrlKey || event.metaKey) zoomBy(Math.exp(-event.deltaY * unit * 0.0035), event.clientX, event.clientY);
  else if (event.shiftKey && event.deltaX === 0) panBy(-event.deltaY * unit, 0);
  else panBy(-event.deltaX * unit, -event.deltaY * unit);
}
