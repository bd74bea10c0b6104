// Plans pen paths and makes photographs straight, so that the page goes on meanwhile. A message names what is to be called
// and with what; the answer has the same number.

import init, { Plotter } from "./generated/plotter.js";

/** Work between two words on how far it has come. */
const SLICE_MS = 60;

/** @type {Plotter | undefined} */
let plotter;
const ready = init().then(() => { plotter = new Plotter(); });
/** What is planned now: whatever was planned before ends without a plan. */
let latest = 0;

/** @type {Record<string, (made: Plotter, id: number, ...args: any[]) => any>} */
const CALLS = { plan, write, stop: () => { latest = 0; } };

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    await ready;
    const made = /** @type {any} */ (plotter);
    self.postMessage({ id, value: await (CALLS[call] ? CALLS[call](made, id, ...args) : made[call](...args)) });
  } catch (error) {
    self.postMessage({ id, failed: error instanceof Error ? error.message : String(error) });
  }
};

/** What was asked meanwhile is answered between two slices. */
const turn = () => new Promise((resolve) => setTimeout(resolve));

/** @param {Plotter} made @param {number} id @param {Uint8Array} packed @param {string} setup @returns nothing where it was stopped */
async function plan(made, id, packed, setup) {
  latest = id;
  made.begin(packed, setup);
  while (!made.work(SLICE_MS)) {
    self.postMessage({ id, percent: made.percent() });
    await turn();
    if (latest !== id) return undefined;
  }
  return { report: made.report(), preview: made.preview() };
}

/** @param {Plotter} made @param {number} id @param {string} form */
async function write(made, id, form) {
  if (form === "png") return made.png();
  made.write(form);
  for (;;) {
    const bytes = made.written(SLICE_MS);
    if (bytes) return bytes;
    self.postMessage({ id, percent: 0 });
    await turn();
  }
}
