// Pointers on the stage: painting with every coalesced sample, picking, panning, pinching. Once a
// pen is seen, fingers no longer paint, so a resting palm leaves no mark; one that landed before the
// pen is forgotten as the pen comes.

import { el, emit, hasStopped, limner, on } from "./handle.js";
import { moveCursor } from "./overlay.js";
import { showNow } from "./panel.js";
import { hide, pointDown, pointTo, pointUp } from "./point.js";
import { isReadOnly } from "./tabs.js";
import { chooseTool, pickedColor } from "./tools.js";
import { canvasFromScreen, panBy, zoomBy } from "./view.js";

const TAP_MS = 320;
const TAP_PX = 12;
/** A second finger this soon turns the first one's stroke into a gesture. */
const GESTURE_MS = 280;

/** Bit of `buttons`, and `button`, of the far end of a pen, which is an eraser. */
const [ERASER_BIT, ERASER_BUTTON] = [32, 5];

/** Pointers that are down and take part: those that only rest on the glass are not among them. @type {Map<number, { x: number, y: number }>} */
const down = new Map();
/** Where the browser thinks that the painting pointer goes next, as `samples` has it. */
let ahead = new Float64Array();
const NOTHING = { what: "nothing", type: "", pointer: -1, since: 0, fingers: 0, moved: 0 };
/** What they are doing together, and which type of pointer began it. */
let doing = { ...NOTHING };
/** While the eraser end of a pen is down: the tool that its tip has again afterwards. */
let tipTool = "";

export function startPointer() {
  const stage = el("stage");
  const heard = { pointerdown: pressed, pointermove: moved, pointerup: released, pointercancel: lost, lostpointercapture: lost };
  for (const [name, handler] of Object.entries(heard)) stage.addEventListener(name, (event) => { if (!hasStopped()) handler(/** @type {PointerEvent} */ (event)); });
  stage.addEventListener("pointerleave", () => { moveCursor(0, 0, false); emit("hover", null); });
  stage.addEventListener("contextmenu", (event) => event.preventDefault());
  on("cancelled", () => { if (doing.what === "paint") doing.what = "nothing"; });
}

/** @param {PointerEvent} event */
function pressed(event) {
  const { pointerId, clientX: x, clientY: y, pointerType, button } = event;
  event.preventDefault();
  el("stage").focus({ preventScroll: true, focusVisible: false });
  for (const open of document.querySelectorAll(":popover-open")) /** @type {HTMLElement} */ (open).hidePopover();
  document.body.dataset.sheet = "none";
  emit("sheet");
  if (pointerType === "pen") penCame();
  if (pointerType === "touch" && rests(event.timeStamp)) return;
  el("stage").setPointerCapture(pointerId);
  down.set(pointerId, { x, y });
  emit("hover", null);
  if (pointerType === "touch" && down.size > 1) return beginGesture(event.timeStamp);
  const { tool, hold, pen } = document.body.dataset;
  const eraser = pointerType === "pen" && (button === ERASER_BUTTON || (event.buttons & ERASER_BIT) !== 0);
  const start = (/** @type {string} */ what) => { doing = { ...NOTHING, what, type: pointerType, pointer: pointerId, since: event.timeStamp, fingers: 1 }; };
  if (button === 1 || hold === "pan" || isReadOnly() || (tool === "hand" && !eraser)) { start("pan"); document.body.dataset.panning = ""; return; }
  if (button === 2 || hold === "pick" || (tool === "eyedropper" && !eraser)) { start("pick"); pick(event); return; }
  if (button === 0 && tool === "point" && !eraser) { start("point"); pointDown(x, y); return; }
  if (pointerType === "touch" && pen) return start("palm");
  if (button > 0 && !eraser) return;
  if (limner.view.scrubbed() >= 0) emit("to-now");
  if (eraser && tool !== "eraser") {
    tipTool = tool ?? "brush";
    chooseTool("eraser");
  }
  emit("pointer-down");
  const [cx, cy] = canvasFromScreen(x, y);
  limner.hand.setDevice(pointerType);
  if (limner.hand.pointerDown(cx, cy, event.pressure, event.tiltX, event.tiltY, event.timeStamp)) start("paint");
}

/** @param {PointerEvent} event */
function moved(event) {
  const { pointerId, clientX: x, clientY: y, pointerType } = event;
  const before = down.get(pointerId);
  if (pointerType !== "touch") moveCursor(x, y, true);
  if (!before) { if (pointerType !== "touch") emit("hover", { x, y }); return; }
  down.set(pointerId, { x, y });
  if (doing.what === "paint" && pointerId === doing.pointer) {
    ahead = flat(event.getPredictedEvents?.() ?? []);
    return limner.hand.pointerMove(samples(event));
  }
  if (doing.what === "pick" && pointerId === doing.pointer) return pick(event);
  if (doing.what === "point" && pointerId === doing.pointer) return pointTo(x, y);
  if (doing.what === "pan" && pointerId === doing.pointer) return panBy(x - before.x, y - before.y);
  if (doing.what === "gesture") gesture(pointerId, before, { x, y });
}

/** @param {PointerEvent} event */
function released(event) {
  if (!down.delete(event.pointerId)) return;
  if (doing.what === "paint" && event.pointerId === doing.pointer) {
    limner.hand.pointerUp(event.timeStamp);
    showNow();
  }
  if (doing.what === "point" && event.pointerId === doing.pointer) pointUp();
  const tap = doing.what === "gesture" && doing.moved < TAP_PX && event.timeStamp - doing.since < TAP_MS;
  if (down.size > 0 && event.pointerId !== doing.pointer) return;
  if (tap && doing.fingers === 2) el("undo").click();
  if (tap && doing.fingers === 3) el("redo").click();
  if (doing.what === "pick" && document.body.dataset.tool === "eyedropper") chooseTool("brush");
  end();
}

/** The browser took the pointer away: a finger's stroke was a gesture, a pen's or mouse's stays. */
function lost(/** @type {PointerEvent} */ event) {
  if (!down.delete(event.pointerId)) return;
  if (doing.what === "paint" && event.pointerId === doing.pointer) {
    if (event.pointerType === "touch") limner.hand.pointerCancel();
    else limner.hand.pointerUp(event.timeStamp);
  }
  if (doing.what === "point") hide();
  if (down.size === 0 || event.pointerId === doing.pointer) end();
}

/** The stroke's guessed end, to be drawn ahead of the pointer, if there is one. @returns {Uint8Array | undefined} */
export const guessed = () => (doing.what === "paint" && ahead.length > 0 ? limner.hand.guess(ahead) : undefined);

function end() {
  ahead = new Float64Array();
  doing = { ...NOTHING };
  delete document.body.dataset.panning;
  if (tipTool) chooseTool(tipTool);
  tipTool = "";
}

/** What fingers were doing as a pen comes was done by the palm of its hand. */
function penCame() {
  document.body.dataset.pen = "seen";
  if (doing.type !== "touch") return;
  if (doing.what === "paint") limner.hand.pointerCancel();
  down.clear();
  end();
}

/** Whether a finger that lands now only rests: beside a pen or a mouse, or beside a long stroke, which is meant. @param {number} timeMs */
function rests(timeMs) {
  if (doing.what === "nothing") return false;
  return doing.type !== "touch" || (doing.what === "paint" && timeMs - doing.since > GESTURE_MS);
}

/** @param {number} timeMs */
function beginGesture(timeMs) {
  if (doing.what === "gesture") { doing.fingers = Math.max(doing.fingers, down.size); return; }
  if (doing.what === "paint") limner.hand.pointerCancel();
  if (doing.what === "point") hide();
  doing = { ...NOTHING, what: "gesture", type: "touch", since: doing.since || timeMs, fingers: down.size };
}

/** Two fingers: their middle pans, their distance zooms. @param {number} id @param {{ x: number, y: number }} before @param {{ x: number, y: number }} now */
function gesture(id, before, now) {
  const [, other] = [...down].find(([pointer]) => pointer !== id) ?? [];
  if (!other) return;
  doing.moved += Math.hypot(now.x - before.x, now.y - before.y);
  if (doing.moved < TAP_PX) return;
  panBy((now.x - before.x) / 2, (now.y - before.y) / 2);
  const [old, next] = [before, now].map((point) => Math.hypot(point.x - other.x, point.y - other.y));
  if (old > 8 && next > 8) zoomBy(next / old, (now.x + other.x) / 2, (now.y + other.y) / 2);
}

/** @param {PointerEvent} event */
function pick(event) {
  pickedColor(limner.hand.pick(...canvasFromScreen(event.clientX, event.clientY)));
}

/** Every position since the last event: x, y, pressure, tilt, tilt, time. @param {PointerEvent} event */
function samples(event) {
  const coalesced = event.getCoalescedEvents?.() ?? [];
  return flat(coalesced.length > 0 ? coalesced : [event]);
}

/** @param {PointerEvent[]} events */
function flat(events) {
  const numbers = new Float64Array(events.length * 6);
  events.forEach((one, i) => {
    const [x, y] = canvasFromScreen(one.clientX, one.clientY);
    numbers.set([x, y, one.pressure, one.tiltX, one.tiltY, one.timeStamp], i * 6);
  });
  return numbers;
}
