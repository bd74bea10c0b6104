// "Which do you like best?": a few strokes as they would be painted, beside the painting, to choose the best by a
// click or a key. When one is asked and what follows from the answer, the wasm half decides; painting goes on.

import { el, limner, on, paintOn } from "./handle.js";
import { themeColor } from "./labels.js";
import { described, mark, outline } from "./overlay.js";
import { tell } from "./panel.js";
import { SLICE_MS, turn } from "./parts.js";
import { say, sayWish } from "./say.js";
import { draw } from "./view.js";

/** Numbers for each option, as for proposals. */
const STRIDE = 10;
/** How wide pictures are shown, about, and how far from a stroke its line is, in CSS pixels. */
const [SHOWN_PX, LINE_PX] = [120, 2];
/** A question that nobody turns to for so long makes itself small. */
const LATER_MS = 12_000;
/** Pictures of a painting that goes on are drawn anew this long after they were drawn. */
const FRESH_MS = 3000;
/** For so long keys are not taken for answers: they were meant for something else. */
const SEEN_MS = 700;

/** The name of the question that is shown, or on its way to be; its strokes; since when it is seen. */
let [asked, strokes, sinceMs] = [/** @type {number | null} */ (null), new Float32Array(), Infinity];
let [said, later] = ["quiet", 0];
/** The revision that the pictures show, and since when; how often they were drawn. */
let [drawn, drawnMs, drawings] = [-1, Infinity, 0];
/** Where a pointer that hovers was seen last, in client pixels. */
let [pointerX, pointerY] = [-1, -1];
/** Whether the person asked for it: then it has the focus. */
let wanted = false;

export function startQuestion() {
  el("ask").addEventListener("click", () => {
    if (isSmall()) return grow();
    wanted = asked === null;
    limner.partner.ask();
    show(limner.page.status());
  });
  el("question-open").addEventListener("click", grow);
  addEventListener("pointermove", (event) => { if (event.pointerType !== "touch") [pointerX, pointerY] = [event.clientX, event.clientY]; });
  // Who paints is not kept from any part of the painting.
  on("pointer-down", shrink);
  el("question-same").addEventListener("click", () => answer(0));
  el("question-skip").addEventListener("click", skip);
  on("status", show);
  on("opened", () => close());
}

const isSmall = () => el("question").dataset.small !== undefined;

function shrink() {
  if (el("question").hidden) return;
  el("question").dataset.small = "";
  mark("option", undefined);
}

/** As large as it was, for whoever turns to it. */
function grow() {
  delete el("question").dataset.small;
  /** @type {HTMLElement} */ (el("question-options").firstElementChild).focus();
  wait();
}

/** Makes it small after a while, but not under the pointer or with the focus. */
function wait() {
  clearTimeout(later);
  later = setTimeout(() => (el("question").matches(":hover, :focus-within") ? wait() : shrink()), LATER_MS);
}

/**
 * Answers the question that is shown by a key, if it is one for that. @param {string} key - as in the table of keys
 * @param {boolean} single - whether single characters are keys
 */
export function answeredBy(key, single) {
  const isOpen = !isSmall() && el("question").checkVisibility({ visibilityProperty: true }) && performance.now() - sinceMs > SEEN_MS && !limner.hand.painting();
  if (!isOpen) return false;
  if (key === "escape") skip();
  else if (!(single || el("question").contains(document.activeElement))) return false;
  else if (key === "0" || key === "n") answer(0);
  else if (Number(key) >= 1 && Number(key) <= strokes.length / STRIDE) answer(Number(key));
  else return false;
  return true;
}

/** @param {number} best - from 1; 0 where all are equally good */
function answer(best) {
  limner.partner.answer(best);
  show(limner.page.status());
}

function skip() {
  limner.partner.skipQuestion();
  show(limner.page.status());
}

/** @param {import("./handle.js").Status} status */
function show({ question, asking, taught, revision }) {
  if (question !== asked) {
    if (question === null) close();
    else open(question);
  } else if (question !== null && !el("question").hidden && !isSmall() && revision !== drawn && performance.now() - drawnMs > FRESH_MS) {
    paintAll(question, [...el("question-options").querySelectorAll("canvas")]);
  }
  if (asking === said) return;
  if (said === "looking") tell("");
  said = asking;
  if (asking === "nothing") wanted = false;
  if (asking === "looking" || asking === "nothing") tell(say(`question.${asking}`));
  if (asking === "taught") tell(say("question.taught", { words: taught.map(sayWish).join(", ") }));
}

/** @param {number} id */
async function open(id) {
  asked = id;
  strokes = limner.partner.options();
  const count = strokes.length / STRIDE;
  const pictures = Array.from({ length: count }, () => document.createElement("canvas"));
  await paintAll(id, pictures);
  if (asked !== id) return;
  el("question-options").replaceChildren(...pictures.map((picture, i) => option(picture, i, count)));
  delete el("question").dataset.small;
  el("question").hidden = false;
  wait();
  // Nothing comes under a hand that is about to do something else.
  const { left, top, right, bottom } = el("question").getBoundingClientRect();
  if (!wanted && pointerX > left && pointerX < right && pointerY > top && pointerY < bottom) shrink();
  sinceMs = performance.now();
  el("question-said").textContent = say("question.said", { n: count });
  if (wanted) /** @type {HTMLElement} */ (el("question-options").firstElementChild).focus();
  wanted = false;
}

/** Draws the options of a question on the painting as it is. @param {number} id @param {HTMLCanvasElement[]} pictures */
async function paintAll(id, pictures) {
  const mine = ++drawings;
  [drawn, drawnMs] = [limner.page.revision(), Infinity];
  for (const [i, picture] of pictures.entries()) {
    if (asked !== id || mine !== drawings) return;
    const preview = limner.partner.option(i);
    while (preview && !preview.work(SLICE_MS)) await turn();
    if (preview) paint(picture, preview, strokes.slice(i * STRIDE, (i + 1) * STRIDE));
    preview?.free();
    await turn();
  }
  if (mine === drawings) drawnMs = performance.now();
}

function close() {
  const had = el("question").contains(document.activeElement);
  [asked, strokes, sinceMs, wanted] = [null, new Float32Array(), Infinity, false];
  el("question").hidden = true;
  delete el("question").dataset.small;
  clearTimeout(later);
  el("question-said").textContent = "";
  mark("option", undefined);
  if (had) el("stage").focus({ preventScroll: true });
}

/**
 * The stroke where it would be painted, in a thin line that leaves it free; where it goes beyond the paper, so does the line.
 * @param {HTMLCanvasElement} canvas @param {import("./generated/page.js").StrokePreview} preview @param {Float32Array} stroke
 */
function paint(canvas, preview, stroke) {
  const [left, top, width] = preview.area();
  const { width: columns, height: rows, rgba } = preview.picture();
  const [zoom, line] = [columns / width, columns / SHOWN_PX];
  const around = stroke.map((value, k) => (k === 6 || k === 7 ? value + (LINE_PX * line) / zoom : value));
  const [x0, y0, x1, y1, x2, y2, r0, r1] = around;
  /** How far it goes beyond what is shown before one end of it and behind the other. @param {number} from @param {number} side @param {number[]} at */
  const beyond = (from, side, at) => {
    const [first, last] = [Math.min(...at) - Math.max(r0, r1), Math.max(...at) + Math.max(r0, r1)];
    return [(from - first) * zoom, (last - from) * zoom - side].map((px) => Math.ceil(Math.min(Math.max(px + line, 0), side / 2)));
  };
  const [[before, behind], [above, below]] = [beyond(left, columns, [x0, (x0 + 2 * x1 + x2) / 4, x2]), beyond(top, rows, [y0, (y0 + 2 * y1 + y2) / 4, y2])];
  Object.assign(canvas, { width: before + columns + behind, height: above + rows + below });
  const context = paintOn(canvas, { alpha: false });
  context.fillStyle = themeColor("--room");
  context.fillRect(0, 0, canvas.width, canvas.height);
  draw(canvas, rgba, before, above, columns);
  const shape = outline(around, { place: (x, y) => [before + (x - left) * zoom, above + (y - top) * zoom], scale: () => zoom });
  for (const [strokeStyle, lineWidth] of /** @type {const} */ ([["#0b1f1b99", 3.2 * line], ["#ffffffd9", 1.4 * line]])) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.stroke(shape);
  }
}

/** @param {HTMLCanvasElement} picture @param {number} i @param {number} count */
function option(picture, i, count) {
  const button = document.createElement("button");
  const key = Object.assign(document.createElement("kbd"), { className: "character", textContent: String(i + 1) });
  const stroke = strokes.slice(i * STRIDE, (i + 1) * STRIDE);
  button.append(picture, key);
  button.setAttribute("aria-label", say("question.option", { n: i + 1, of: count, ...described(stroke) }));
  button.addEventListener("click", () => answer(i + 1));
  for (const [type, about] of /** @type {const} */ ([["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]])) {
    button.addEventListener(type, () => mark("option", about ? () => stroke : undefined));
  }
  return button;
}
