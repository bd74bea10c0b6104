// What lies over the painting without being paint: the partner's next strokes as dashed outlines,
// and the circle that shows the brush.

import { el, limner, on, paintOn } from "./handle.js";
import { hexOf, themeColor } from "./labels.js";
import { sayReason, WORDS } from "./say.js";
import { radiusPx } from "./tools.js";
import { canvasFromScreen, scale, screenFromCanvas } from "./view.js";

/** Numbers per proposal: three points, two radii, gain, colour as 0xRRGGBB. */
const STRIDE = 10;
const SAMPLES = 14;

/** What was last drawn, for hovering. */
let proposals = new Float32Array();
/** A proposal is hit that is so near, in CSS pixels. */
const NEAR_PX = 4;
/** More outlines than this lie over each other and can't be read. */
const OUTLINES = 6;
/** What gives the strokes to be marked, by why they are: as long as one does, the next strokes are not outlined. @type {Map<string, () => Float32Array>} */
const marks = new Map();
/** What else is drawn here. @type {((context: CanvasRenderingContext2D) => void)[]} */
const painters = [];
/** Of the window, in CSS pixels: asking for it may make the browser lay the page out. */
let size = { width: innerWidth, height: innerHeight };
/** Where the pointer hovers, in client pixels. @type {{ x: number, y: number } | null} */
let pointer = null;

export function startOverlay() {
  on("status", refresh);
  addEventListener("resize", () => { size = { width: innerWidth, height: innerHeight }; drawOverlay(); });
  on("view", drawOverlay);
  on("brush", sizeCursor);
  on("view", sizeCursor);
  on("hover", hover);
  el("show-proposals").addEventListener("change", drawOverlay);
  for (const id of /** @type {const} */ (["yes", "no", "dock-yes", "dock-no"])) {
    for (const [type, about] of /** @type {const} */ ([["pointerenter", true], ["focus", true], ["pointerleave", false], ["blur", false]])) {
      el(id).addEventListener(type, () => mark("judged", about ? () => limner.partner.judged() : undefined));
    }
  }
}

/** @param {number} x @param {number} y - client pixels @param {boolean} shown */
export function moveCursor(x, y, shown) {
  document.body.dataset.cursor = shown ? "on" : "off";
  el("cursor").style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%)`;
}

/** Marks strokes, or no more where nothing gives any. @param {string} why @param {(() => Float32Array) | undefined} strokes */
export function mark(why, strokes) {
  if (strokes) marks.set(why, strokes);
  else if (!marks.delete(why)) return;
  drawOverlay();
}

/** Has something drawn over the painting each time. @param {(context: CanvasRenderingContext2D) => void} painter */
export const alsoDraw = (painter) => { painters.push(painter); };

function sizeCursor() {
  const diameter = `${Math.max(radiusPx() * 2 * scale(), 4)}px`;
  Object.assign(el("cursor").style, { width: diameter, height: diameter });
}

function refresh() {
  if (marks.size > 0) drawOverlay();
  lookAtQueue();
}

/** Sees what is planned now, and draws it where that is something else. */
function lookAtQueue() {
  if (!limner.page) return;
  const next = limner.partner.proposals();
  if (next.length === proposals.length && next.every((value, i) => value === proposals[i])) return;
  proposals = next;
  document.body.dataset.proposals = String(next.length / STRIDE);
  drawOverlay();
  hover(pointer);
}

/** Draws all of it anew. */
export function drawOverlay() {
  const canvas = el("overlay");
  const [width, height] = [Math.round(size.width * devicePixelRatio), Math.round(size.height * devicePixelRatio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = paintOn(canvas);
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, size.width, size.height);
  const count = el("show-proposals").checked && marks.size === 0 ? Math.min(proposals.length / STRIDE, OUTLINES) : 0;
  if (!limner.page) return;
  const [[left, top], [right, bottom]] = [screenFromCanvas(0, 0), screenFromCanvas(limner.page.width, limner.page.height)];
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  for (const painter of painters) painter(context);
  const color = themeColor("--partner");
  for (const strokes of marks.values()) drawMarked(context, strokes());
  for (let i = count - 1; i >= 0; i--) {
    const one = proposals.subarray(i * STRIDE, (i + 1) * STRIDE);
    // A dark line under the dashes keeps them visible on any paint.
    const shape = outline(one);
    context.globalAlpha = i === 0 ? 1 : 0.8 - 0.06 * Math.min(i, 5);
    context.fillStyle = `${hexOf(one[9])}40`;
    context.fill(shape);
    for (const [style, lineWidth, dash] of [["#0b1f1bcc", i === 0 ? 4 : 3, []], [color, i === 0 ? 2.4 : 1.8, [7, 4]]]) {
      context.setLineDash(/** @type {number[]} */ (dash));
      Object.assign(context, { strokeStyle: style, lineWidth });
      context.stroke(shape);
    }
  }
  context.restore();
}

/** Strokes, in a line that is seen on any paint. @param {CanvasRenderingContext2D} context @param {Float32Array} marked */
function drawMarked(context, marked) {
  context.setLineDash([]);
  for (let i = 0; i < marked.length; i += STRIDE) {
    const shape = outline(marked.subarray(i, i + STRIDE));
    for (const [style, lineWidth] of /** @type {const} */ ([["#0b1f1bcc", 5], ["#ffffff", 2.4]])) {
      Object.assign(context, { strokeStyle: style, lineWidth });
      context.stroke(shape);
    }
  }
}

/** Where canvas pixels lie on the screen, and how large they are. */
const onScreen = { place: screenFromCanvas, scale };

/** The edge of a quadratic Bézier whose radius changes evenly along it. @param {Float32Array} one @param {typeof onScreen} view */
export function outline(one, view = onScreen) {
  const path = new Path2D();
  for (const side of [1, -1]) {
    let end = at(one, 0, view);
    for (let k = 0; k <= SAMPLES; k++) {
      end = at(one, side === 1 ? k / SAMPLES : 1 - k / SAMPLES, view);
      const { x, y, radius, angle } = end;
      const [sx, sy] = [x - side * Math.sin(angle) * radius, y + side * Math.cos(angle) * radius];
      if (k === 0 && side === 1) path.moveTo(sx, sy);
      else path.lineTo(sx, sy);
    }
    const { x, y, radius, angle } = end;
    const turned = side === 1 ? angle + Math.PI / 2 : angle - Math.PI / 2;
    path.arc(x, y, radius, turned, turned - Math.PI, true);
  }
  path.closePath();
  return path;
}

/** Place, radius and direction as they are seen. @param {Float32Array} one @param {number} t @param {typeof onScreen} view */
function at(one, t, view) {
  const [x0, y0, x1, y1, x2, y2, r0, r1] = one;
  const s = 1 - t;
  const [x, y] = view.place(s * s * x0 + 2 * s * t * x1 + t * t * x2, s * s * y0 + 2 * s * t * y1 + t * t * y2);
  const angle = Math.atan2(s * (y1 - y0) + t * (y2 - y1), s * (x1 - x0) + t * (x2 - x1));
  return { x, y, radius: Math.max((s * r0 + t * r1) * view.scale(), 1), angle };
}

/** Says why, over the likeliest proposal under the pointer. @param {{ x: number, y: number } | null} where */
function hover(where) {
  pointer = where;
  const box = el("proposal-why");
  const found = where && el("show-proposals").checked ? under(where.x, where.y) : -1;
  box.hidden = found < 0;
  if (!where || found < 0) return;
  const code = limner.partner.proposalReasons()[found];
  const gain = (proposals[found * STRIDE + 8] * 100).toPrecision(2);
  box.textContent = WORDS.why({ place: found + 1, gain, reason: sayReason(code) });
  const left = Math.min(where.x + 16, innerWidth - 260);
  box.style.transform = `translate(${left}px, ${where.y + 18}px)`;
}

/** The place of the likeliest proposal at a point among those that are shown, or -1. @param {number} x @param {number} y - client pixels */
export function proposalUnder(x, y) {
  // The queue moves on between two looks at it.
  lookAtQueue();
  return el("show-proposals").checked ? under(x, y) : -1;
}

/** How many of the next strokes are outlined at most. */
export const outlined = () => (el("show-proposals").checked ? OUTLINES : 0);

/** What there is to say of a stroke to who does not see it. @param {Float32Array} stroke */
export function described([x0, y0, x1, y1, x2, y2, r0, r1, , color]) {
  const length = (Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1) + Math.hypot(x2 - x0, y2 - y0)) / 2;
  return { length: Math.round(length), width: Math.round(r0 + r1), hex: hexOf(color) };
}

/** @param {number} x @param {number} y - client pixels */
function under(x, y) {
  const [cx, cy] = canvasFromScreen(x, y);
  const context = paintOn(el("overlay"));
  context.setLineDash([]);
  context.lineWidth = 2 * NEAR_PX;
  for (let i = 0; i < Math.min(proposals.length / STRIDE, OUTLINES); i++) {
    const one = proposals.subarray(i * STRIDE, (i + 1) * STRIDE);
    const reach = Math.max(one[6], one[7]) + NEAR_PX / scale();
    /** @param {number} a @param {number} b @param {number} c @param {number} v */
    const near = (a, b, c, v) => v >= Math.min(a, b, c) - reach && v <= Math.max(a, b, c) + reach;
    if (!near(one[0], one[2], one[4], cx) || !near(one[1], one[3], one[5], cy)) continue;
    const [shape, px, py] = [outline(one), x * devicePixelRatio, y * devicePixelRatio];
    if (context.isPointInPath(shape, px, py) || context.isPointInStroke(shape, px, py)) return i;
  }
  return -1;
}
