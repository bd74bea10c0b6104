// `fetch` of a worker whose page is in one file: it asks the page, which answers by name.

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
  const name = new URL(url).pathname.split("/").pop() ?? "";
  /** @type {Uint8Array<ArrayBuffer> | undefined} */
  const bytes = await new Promise((resolve) => {
    waiting.set(name, resolve);
    self.postMessage({ wants: name });
  });
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return bytes ? new Response(bytes, { headers: { "Content-Type": type } }) : new Response(null, { status: 404 });
}

export { fetchHere as fetch };
