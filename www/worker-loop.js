// What both of the partner's workers do: hand messages to the worker half, give it time in short slices, and send
// back what it answers. Between two slices the event loop turns, so a stop is heard at once. While the half
// waits for a device it cannot be told anything: messages wait with it.

const SLICE_MS = 8;

/** @typedef {import("./generated/worker.js").WorkerHalf} Half */

/** @type {Uint8Array[]} */
const inbox = [];
/** What a benchmark wants measured: proposals for so many windows, or learning. @type {(number | "learning")[]} */
const measures = [];
/** @type {Half | undefined} */
let half;
let [held, awake] = [false, false];
const { port1: turn, port2: again } = new MessageChannel();
turn.onmessage = slice;

self.onmessage = ({ data }) => {
  if (data.messages) inbox.push(...data.messages);
  if (data.held !== undefined) held = data.held;
  if (data.measure) measures.push(data.measure);
  if (data.ping) self.postMessage({ pong: data.ping });
  wake();
};

// What goes wrong while it works ends the worker: the page starts another.
self.addEventListener("unhandledrejection", ({ reason }) => self.postMessage({ failed: String(reason) }));

/**
 * Starts a worker half; what `prepare` makes of it is told to the page.
 * @template {Half} Made
 * @param {() => Promise<unknown>} init @param {new (weights?: Uint8Array) => Made} WorkerHalf
 * @param {(half: Made) => Promise<object>} [prepare]
 */
export async function think(init, WorkerHalf, prepare) {
  try {
    const [weights] = await Promise.all([loadWeights(), init()]);
    const made = new WorkerHalf(weights);
    const prepared = await prepare?.(made);
    half = made;
    self.postMessage({ ready: true, ...prepared });
    wake();
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
}

function wake() {
  if (!half || awake || (held && inbox.length === 0)) return;
  awake = true;
  again.postMessage(0);
}

async function slice() {
  if (!half) return;
  for (const message of inbox.splice(0)) half.handle(message);
  for (const what of measures.splice(0)) self.postMessage({ measured: await (what === "learning" ? half.learningMs() : half.proposalMs(what)) });
  const more = !held && (await half.work(SLICE_MS));
  const replies = half.takeReplies();
  if (replies.length > 0) self.postMessage({ replies });
  awake = false;
  if (more || inbox.length > 0) wake();
}

/** Without weights the partner paints by trial: worse, but it paints. */
async function loadWeights() {
  try {
    const response = await fetch(new URL("./weights/policy.limner", import.meta.url));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
