// Long work in parts, between which everything else has its turn.

/** Work between two turns of the event loop, in ms: what the partner and the pointer wait for at most. */
export const SLICE_MS = 10;

/** @type {(() => void)[]} */
const waiting = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => waiting.shift()?.();

/** Lets everything else have its turn: a timer would wait for a second where the page is hidden. */
export function turn() {
  return new Promise((resolve) => {
    waiting.push(() => resolve(undefined));
    port2.postMessage(0);
  });
}

/** A painting's file, made while the page stays awake. @param {import("./generated/page.js").Filing} filing */
export async function fileOf(filing) {
  try {
    for (;;) {
      const bytes = filing.work(SLICE_MS);
      if (bytes) return bytes;
      await turn();
    }
  } finally {
    filing.free();
  }
}
