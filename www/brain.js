// What both of the partner's workers do: hand messages to its brain, give it time in short slices, and send
// back what it answers. Between two slices the event loop turns, so a stop is heard at once. While the brain
// waits for a device it cannot be told anything: messages wait with it.

const SLICE_MS = 8;

/** @type {Uint8Array[]} */
const inbox = [];
/** Numbers of windows that a benchmark wants proposals for. @type {number[]} */
const measures = [];
/** @type {any} */
let brain;
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
 * Starts a brain; what `prepare` makes of it is told to the page.
 * @param {() => Promise<any>} init @param {any} Brain @param {(brain: any) => Promise<object>} [prepare]
 */
export async function think(init, Brain, prepare) {
  try {
    const [weights] = await Promise.all([loadWeights(), init()]);
    const made = new Brain(weights);
    const prepared = await prepare?.(made);
    brain = made;
    self.postMessage({ ready: true, ...prepared });
    wake();
  } catch (error) {
    self.postMessage({ failed: String(error) });
  }
}

function wake() {
  if (!brain || awake || (held && inbox.length === 0)) return;
  awake = true;
  again.postMessage(0);
}

async function slice() {
  for (const message of inbox.splice(0)) brain.handle(message);
  for (const windows of measures.splice(0)) self.postMessage({ measured: await brain.proposalMs(windows) });
  const more = !held && (await brain.work(SLICE_MS));
  const replies = brain.takeReplies();
  if (replies.length > 0) self.postMessage({ replies });
  awake = false;
  if (more || inbox.length > 0) wake();
}

/** Without weights the brain paints by trial: worse, but it paints. */
async function loadWeights() {
  try {
    const response = await fetch(new URL("./weights/policy.limner", import.meta.url));
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}
