// Imagines drawings and learns from cards, so that the page goes on meanwhile. A message names what is to be called and with
// what; the answer has the same number.

import init, { Imagine } from "./generated/imagine.js";

/** Work between two looks at what else was asked. */
const SLICE_MS = 60;
/** How often it is said how a lesson stands, and how many drawings come with that. */
const [TELL_MS, SHOWN] = [1500, 8];
/** What is learned at a stretch; whoever wants more asks again. */
const STRETCH_MS = 120_000;

/** Each is fetched when it is asked for. */
const MODELS = {
  digits: () => fetch(new URL("./weights/digits.limg", import.meta.url)),
  characters: () => fetch(new URL("./weights/characters.limg", import.meta.url)),
};

/** @type {Imagine | undefined} */
let imagine;
const ready = init().then(() => { imagine = new Imagine(crypto.getRandomValues(new Uint32Array(1))[0]); });
/** Whether a lesson is to go on. */
let learning = false;

/** @type {Record<string, (made: Imagine, id: number, ...args: any[]) => any>} */
const CALLS = {
  load: async (made, _, /** @type {keyof typeof MODELS} */ kind) => {
    const response = await MODELS[kind]();
    if (!response.ok) throw new Error(`${response.status}`);
    return made.load(new Uint8Array(await response.arrayBuffer()));
  },
  imagine: (made, _, count, kind, learned) => { made.imagine(count, kind, learned); return made.drawings(); },
  learn,
  stop: () => { learning = false; },
  stand,
};

self.onmessage = async ({ data: { id, call, args } }) => {
  try {
    await ready;
    const made = /** @type {any} */ (imagine);
    self.postMessage({ id, value: await (CALLS[call] ? CALLS[call](made, id, ...args) : made[call](...args)) });
  } catch (error) {
    self.postMessage({ id, failed: error instanceof Error ? error.message : String(error) });
  }
};

/** How the lesson stands, with some drawings. @param {Imagine} made */
function stand(made) {
  const [steps, told, rolledBack, cards] = made.standing();
  return { steps, told, rolledBack, cards, ahead: made.ahead(), drawings: made.sketch(SHOWN) };
}

/** Learns until it is stopped or its time is over; says how it stands. @param {Imagine} made @param {number} id */
async function learn(made, id) {
  learning = true;
  const began = performance.now();
  let told = 0;
  while (learning) {
    made.work(SLICE_MS);
    const part = (performance.now() - began) / STRETCH_MS;
    if (part >= 1) break;
    if (performance.now() - told > TELL_MS) {
      self.postMessage({ id, stands: { ...stand(made), part } });
      told = performance.now();
    }
    // What was asked meanwhile is answered between two slices.
    await new Promise((resolve) => setTimeout(resolve));
    if (made.standing().length === 0) break;
  }
  learning = false;
  return stand(made);
}
