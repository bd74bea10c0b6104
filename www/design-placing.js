// What lies on the map goes onto the painting: one drawing, a garland along a line, many around a place; and a sketch that is
// drawn there is found on the map.

import { marks, put, wayOverMap } from "./design-map.js";
import { sayDesign as say } from "./design-text.en.js";
import { around, catchOnPainting, endCatch, offerUndo } from "./glass.js";
import { limner } from "./handle.js";
import { toast } from "./toast.js";

/** What can be done on the painting. @typedef {"single" | "garland" | "decorate" | "scatter" | "recognise"} What */
const ALL = /** @type {const} */ (["single", "garland", "decorate", "scatter", "recognise"]);
/** Copies that are scattered. */
const SCATTERED = 12;

/** @type {import("./design-taking.js").Around} */
let here;
let seed = 1;

/** @param {import("./design-taking.js").Around} found */
export function startPlacing(found) {
  here = found;
  for (const what of ALL) here.part(what).addEventListener("click", () => here.run(() => place(what)));
}

/** @param {What} what */
async function place(what) {
  await here.ask("paintOn", limner.page.width, limner.page.height, limner.hand.exportBrush("design"));
  here.sheet.close();
  const wanted = { what, where: say(`where_${what}`), back: say("back"), done: what === "recognise" ? undefined : say("done"), shape: /** @type {const} */ ("line"), acrossByKey: what === "garland" || what === "decorate" };
  catchOnPainting(wanted, (points) => here.run(() => placeAt(what, points)), () => here.sheet.showModal());
}

/** @param {What} what @param {number[]} points - x and y in the painting's pixels */
async function placeAt(what, points) {
  if (what === "recognise") return recognise(points);
  const { part, ask } = here;
  const [growth, size, spacing, variation] = ["growth", "size", "spacing", "variation"].map((name) => Number(part(name).value) / 100);
  const [at, line] = [new Float32Array(marks.at), new Float32Array(points)];
  seed += 1;
  let bytes;
  if (what === "garland") bytes = await ask("garland", line, new Float32Array(wayOverMap().flat()), new Float32Array([growth, growth]), new Float32Array([size, size]), spacing, part("branch").checked, variation, seed);
  else if (what === "decorate") bytes = await ask("decorate", line, at, growth, size, variation, seed);
  else if (what === "single") bytes = await ask("single", at, growth, line.slice(-2), size, 0);
  else bytes = await ask("scatter", new Float32Array(around(points)), SCATTERED, at, growth, size, Math.max(variation, 0.05), seed);
  const n = bytes.length > 0 ? limner.hand.paintGroup(bytes) : 0;
  document.body.dataset.designPlaced = String(Number(document.body.dataset.designPlaced ?? 0) + 1);
  if (n > 0) offerUndo(say("placed", { n }), say("undo"));
  else toast(say("nothing"));
}

/** @param {number[]} points */
async function recognise(points) {
  const { ask, sheet, tell } = here;
  const knots = new Float32Array(points.length / 2 * 3);
  for (let i = 0; i < points.length / 2; i += 1) knots.set([points[2 * i], points[2 * i + 1], 3], 3 * i);
  await ask("clear");
  await ask("addStroke", 0, knots, 0, false);
  const [x, y, apart] = await ask("recognise", 0);
  endCatch();
  sheet.showModal();
  put("at", [x, y]);
  tell(say("recognised", { percent: Math.round(100 * apart) }), 0);
}
