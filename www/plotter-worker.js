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
/** How often something was planned: of what was planned before, nothing more is written. */
let plans = 0;
/** Files are written one after the other. @type {Promise<any>} */
let writing = Promise.resolve();

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
  plans += 1;
  made.begin(packed, setup);
  while (!made.work(SLICE_MS)) {
    self.postMessage({ id, percent: made.percent() });
    await turn();
    if (latest !== id) return undefined;
  }
  return { report: made.report(), preview: made.preview() };
}

/** @param {Plotter} made @param {number} _id @param {string} form @returns nothing where something else is planned meanwhile */
function write(made, _id, form) {
  const of = plans;
  writing = writing.catch(() => undefined).then(async () => {
    if (plans !== of) return undefined;
    if (form === "png") return made.png();
    made.write(form);
    while (plans === of) {
      const bytes = made.written(SLICE_MS);
      if (bytes) return bytes;
      await turn();
    }
    return undefined;
  });
  return writing;
}
