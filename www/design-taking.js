// Motifs out of what is painted: the person's last strokes, those that they draw around, or a span of the timeline.

import { strokesOf } from "./design-drawing.js";
import { sayDesign as say } from "./design-text.en.js";
import { catchOnPainting, endCatch } from "./glass.js";
import { limner } from "./handle.js";

/** Strokes of the timeline that are offered at first. */
const OFFERED = 3;

/**
 * @typedef {{
 *   part: (name: string) => any, ask: (call: string, ...args: any[]) => Promise<any>, tell: (text: string, percent: number) => void,
 *   run: (work: () => Promise<void>) => Promise<void>, pads: import("./pads.js").Pads, sheet: HTMLDialogElement,
 * }} Around - the sheet, and what it has
 */

/** @param {Around} around */
export function startTaking({ part, ask, tell, run, pads, sheet }) {
  /** What `call` takes of the painting becomes the chosen card. @param {string} call @param {any[]} args */
  const take = async (call, ...args) => {
    const card = pads.chosen() + 1;
    await ask("clear");
    const n = await ask(call, 0, limner.page.file(), ...args);
    const strokes = strokesOf(await ask("cards"), 1);
    if (n > 0) pads.setCard(strokes.map(({ points, rgb }) => ({ points: [...points], color: rgb })));
    tell(say("took", { n, card }), 0);
  };
  const number = (/** @type {string} */ name) => Math.max(Math.round(Number(part(name).value)), 1);
  const span = () => {
    const [from, to] = [number("span-from"), number("span-to")];
    return take("takeSpan", Math.min(from, to), Math.max(from, to));
  };
  part("take").addEventListener("click", () => run(() => take("takeStrokes", number("take-count"))));
  part("span").addEventListener("click", () => run(span));
  part("around").addEventListener("click", () => {
    sheet.close();
    const back = () => { sheet.showModal(); };
    catchOnPainting({ what: "around", where: say("where_around"), back: say("backToMotifs"), shape: "line" }, (line) => run(async () => {
      endCatch();
      back();
      await take("takeWithin", new Float32Array(line));
    }), back);
  });
}

/** Offers the last strokes of the timeline. @param {(name: string) => any} part */
export function offerSpan(part) {
  const count = limner.page.strokes().length;
  for (const [name, value] of /** @type {[string, number][]} */ ([["span-from", count - OFFERED + 1], ["span-to", count]])) {
    const input = part(name);
    input.max = String(Math.max(count, 1));
    input.value = String(Math.max(value, 1));
  }
}
