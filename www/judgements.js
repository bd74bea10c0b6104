// What the person said of the partner's strokes, newest first: each can be taken back, and put back. What it was
// about is drawn small beside it, and outlined on the painting while a row is looked at.

import { el, emit, limner, on, paintOn } from "./handle.js";
import { hexOf, icon, setAttribute, setText } from "./labels.js";
import { mark } from "./overlay.js";
import { say, sayWords } from "./say.js";

/** Numbers a judgement, and numbers an outline, as the wasm half has them. */
const [STRIDE, OUTLINE] = [5, 10];
/** Of a small picture, in CSS pixels, and the room around what is in it. */
const [WIDTH, HEIGHT, MARGIN] = [44, 32, 3];
const NO_WORD = 255;

/** Rows by the judgement's number. @type {Map<number, HTMLLIElement>} */
const rows = new Map();
let shown = new Uint32Array();
let painting = "";

export function startJudgements() {
  el("taste").addEventListener("toggle", () => { shown = new Uint32Array(); show(); });
  on("status", show);
  // What a row is about may have been taken back, or be there again.
  on("changed", () => { if (el("taste").open) for (const row of rows.values()) sketchOnce(row); });
}

function show() {
  if (!el("taste").open || !limner.page) return;
  const next = limner.partner.judgements();
  if (painting === limner.id && next.length === shown.length && next.every((value, i) => value === shown[i])) return;
  [painting, shown] = [limner.id, next];
  el("said-none").hidden = next.length > 0;
  const listed = new Set();
  let before = /** @type {Element | null} */ (null);
  for (let i = 0; i < next.length; i += STRIDE) {
    const [id, said, isTakenBack, entry, words] = next.subarray(i, i + STRIDE);
    const row = rows.get(id) ?? made(id);
    write(row, { said, isTakenBack: isTakenBack === 1, entry: entry - 1, words: [words & 255, (words >> 8) & 255, (words >> 16) & 255] });
    if (row.previousElementSibling !== before || !row.parentElement) el("said").insertBefore(row, before ? before.nextSibling : el("said").firstChild);
    before = row;
    listed.add(id);
  }
  for (const [id, row] of rows) if (!listed.has(id)) { row.remove(); rows.delete(id); }
}

/** @param {number} id */
function made(id) {
  const row = document.createElement("li");
  const canvas = Object.assign(document.createElement("canvas"), { width: WIDTH * 2, height: HEIGHT * 2 });
  canvas.setAttribute("aria-hidden", "true");
  const button = document.createElement("button");
  button.className = "quiet";
  button.addEventListener("click", () => {
    limner.partner.takeBack(id, row.dataset.back !== "yes");
    emit("status", limner.page.status());
  });
  const sign = document.createElement("i");
  row.append(sign, canvas, document.createElement("span"), button);
  for (const [type, about] of /** @type {const} */ ([["pointerenter", true], ["focusin", true], ["pointerleave", false], ["focusout", false]])) {
    row.addEventListener(type, () => mark("said", about ? () => strokes(row) : undefined));
  }
  rows.set(id, row);
  return row;
}

/** The strokes that a row is about, as far as they are still to be seen. @param {HTMLLIElement} row */
const strokes = (row) => (Number(row.dataset.entry) < 0 ? new Float32Array() : limner.partner.judgedAt(Number(row.dataset.entry)));

/** @param {HTMLLIElement} row @param {{ said: number, isTakenBack: boolean, entry: number, words: number[] }} judgement */
function write(row, { said, isTakenBack, entry, words }) {
  const code = limner.Taste.sayings()[said] ?? "";
  const [sign, , text, button] = /** @type {any} */ (row.children);
  if (row.dataset.said !== code) {
    row.dataset.said = code;
    sign.replaceChildren(icon(code === "yes" || code === "chosen" ? "yes" : code === "alike" ? "step" : "no"));
  }
  row.dataset.back = isTakenBack ? "yes" : "no";
  row.dataset.entry = String(entry);
  sketchOnce(row);
  const codes = limner.Taste.words();
  const spoken = say(`said.${code}`, { words: sayWords(words.filter((word) => word !== NO_WORD).map((word) => codes[word])) });
  setText(text, spoken);
  setAttribute(text, "title", spoken);
  setText(button, say(isTakenBack ? "said.putBack" : "said.takeBack"));
  setAttribute(button, "aria-label", say(isTakenBack ? "said.putBackLong" : "said.takeBackLong", { spoken }));
}

/** Draws what a row is about where that is other strokes than were drawn. @param {HTMLLIElement} row */
function sketchOnce(row) {
  const found = strokes(row);
  const about = `${limner.id} ${row.dataset.entry} ${found.length}`;
  if (row.dataset.about === about) return;
  row.dataset.about = about;
  sketch(/** @type {HTMLCanvasElement} */ (row.children[1]), found);
}

/** Draws strokes in their colours, as large as there is room. @param {HTMLCanvasElement} canvas @param {Float32Array} strokes */
function sketch(canvas, strokes) {
  const context = paintOn(canvas);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  canvas.classList.toggle("nothing", strokes.length === 0);
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < strokes.length; i += OUTLINE) {
    const radius = Math.max(strokes[i + 6], strokes[i + 7]);
    for (let k = i; k < i + 6; k += 2) {
      [left, right] = [Math.min(left, strokes[k] - radius), Math.max(right, strokes[k] + radius)];
      [top, bottom] = [Math.min(top, strokes[k + 1] - radius), Math.max(bottom, strokes[k + 1] + radius)];
    }
  }
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (bottom - top), 1);
  context.translate(WIDTH / 2, HEIGHT / 2);
  context.scale(scale, scale);
  context.translate(-(left + right) / 2, -(top + bottom) / 2);
  context.lineCap = "round";
  for (let i = 0; i < strokes.length; i += OUTLINE) {
    const [x0, y0, x1, y1, x2, y2, r0, r1, , color] = strokes.subarray(i, i + OUTLINE);
    context.beginPath();
    context.moveTo(x0, y0);
    context.quadraticCurveTo(x1, y1, x2, y2);
    context.strokeStyle = hexOf(color);
    context.lineWidth = Math.max(r0 + r1, 1.5 / scale);
    context.stroke();
  }
}
