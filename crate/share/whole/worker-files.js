// `fetch` of a worker whose page is in one file: it asks the page, which answers by name.

import { answer, nameOf } from "./answers.js";

/** @type {Map<string, (bytes?: Uint8Array<ArrayBuffer>) => void>} */
const waiting = new Map();

// Before any other listener of the worker's.
self.addEventListener("message", (/** @type {MessageEvent} */ event) => {
  const { had, bytes } = event.data ?? {};
  if (typeof had !== "string") return;
  event.stopImmediatePropagation();
  waiting.get(had)?.(bytes);
  waiting.delete(had);
});

/** @param {string | URL} url @returns {Promise<Response>} */
async function fetchHere(url) {
  const name = nameOf(url);
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  const bytes = await new Promise((resolve) => {
    waiting.set(name, resolve);
    self.postMessage({ wants: name });
  });
  return answer(name, bytes);
}

export { fetchHere as fetch };
