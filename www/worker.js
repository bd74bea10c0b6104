// The partner's thread: hands messages to its brain, gives it time in short slices, and sends back
// what it answers. Between two slices the event loop turns, so a stop is heard at once.

import init, { Brain } from "./generated/worker.js";

const SLICE_MS = 8;

/** @type {Uint8Array[]} */
const inbox = [];
/** @type {Brain | undefined} */
let brain;
let [held, awake] = [false, false];
const { port1: turn, port2: again } = new MessageChannel();
turn.onmessage = slice;

self.onmessage = ({ data }) => {
  if (data.messages) inbox.push(...data.messages);
  if (data.held !== undefined) held = data.held;
  if (data.ping) self.postMessage({ pong: data.ping });
  wake();
};

try {
  const [weights] = await Promise.all([loadWeights(), init()]);
  brain = new Brain(weights);
  self.postMessage({ ready: true });
  wake();
} catch (error) {
  self.postMessage({ failed: String(error) });
}

function wake() {
  if (!brain || awake || (held && inbox.length === 0)) return;
  awake = true;
  again.postMessage(0);
}

function slice() {
  for (const message of inbox.splice(0)) brain.handle(message);
  const more = !held && brain.work(SLICE_MS);
  const replies = brain.takeReplies();
  if (replies.length > 0) self.postMessage({ replies });
  awake = false;
  if (more) wake();
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
