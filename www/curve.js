// How the likeness grew, stroke by stroke: a small curve that is drawn only while it is unfolded.

import { el, limner, paintOn } from "./handle.js";
import { say } from "./say.js";

const MOST = 512;

/** Partner's strokes and decibels. @type {{ strokes: number, db: number }[]} */
let points = [];
let target = "";

/** @param {import("./handle.js").Status} status */
export function rememberFidelity({ psnr, strokes, target: shown }) {
  const painting = `${limner.id} ${shown?.id}`;
  if (painting !== target) [target, points] = [painting, []];
  const all = strokes.person + strokes.partner;
  if (psnr === null || points.at(-1)?.strokes === all) return;
  // Taken back strokes leave the curve too.
  points = points.filter((point) => point.strokes <= all);
  points.push({ strokes: all, db: psnr });
  if (points.length > MOST) points = points.filter((_, i) => i % 2 === 1);
  drawCurve();
}

export function drawCurve() {
  if (!el("curves").open || points.length < 2) return;
  const canvas = el("fidelity-curve");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
  const context = paintOn(canvas);
  context.scale(devicePixelRatio, devicePixelRatio);
  const [from, to] = [Math.min(...points.map(({ db }) => db)), Math.max(...points.map(({ db }) => db))];
  const last = points[points.length - 1].strokes || 1;
  context.beginPath();
  for (const { strokes, db } of points) {
    context.lineTo(6 + (strokes / last) * (width - 12), height - 8 - ((db - from) / (to - from || 1)) * (height - 16));
  }
  Object.assign(context, { strokeStyle: getComputedStyle(canvas).getPropertyValue("--partner"), lineWidth: 2, lineJoin: "round" });
  context.stroke();
  canvas.setAttribute("aria-label", say("card.curveName", { from, to }));
}
