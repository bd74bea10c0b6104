// Makes a space of motifs and draws from it, so that the page goes on meanwhile. A message names what is to be called and
// with what; the answer has the same number.

import init, { Design } from "./generated/design.js";

/** Work between two words on how far training has come. */
const SLICE_MS = 60;

/** @type {Design | undefined} */
let design;
const ready = init().then(() => { design = new Design(640, 480); });

/** What is learned in slices: what begins it says whether there is anything to be learned. @type {Record<string, (made: Design, args: any[]) => boolean>} */
const LEARNED = {
  train: (made) => { made.begin(); return true; },
  correct: (made, [motif, slot, other]) => made.correct(motif, slot, other),
  rotate: (made) => made.rotate(),
};

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    await ready;
    const value = call in LEARNED ? await train(id, (made) => LEARNED[call](made, args)) : /** @type {any} */ (design)[call](...args);
    self.postMessage({ id, value });
  } catch (error) {
    self.postMessage({ id, failed: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {number} id @param {(made: Design) => boolean} begin - says whether there is anything to be learned */
async function train(id, begin) {
  const made = /** @type {Design} */ (design);
  if (!begin(made)) return;
  while (!made.work(SLICE_MS)) {
    self.postMessage({ id, percent: made.percent() });
    // What was asked meanwhile is answered between two slices.
    await new Promise((resolve) => setTimeout(resolve));
  }
}
