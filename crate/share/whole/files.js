// `fetch` and `Worker` of a page that is in one file with all that it needs: they ask nobody. The build puts these in
// place of the browser's wherever the page's scripts name them.

import { answer, nameOf } from "./answers.js";
import { bytesOf } from "./home.js";
import { madeScript } from "./trusted.js";

/** @param {string | URL} url @returns {Promise<Response>} */
async function fetchHere(url) {
  const name = nameOf(url);
  return answer(name, bytesOf(name));
}

/** Addresses of scripts that workers were started with. @type {Map<string, string>} */
const made = new Map();

/** @param {string} name */
function scriptOf(name) {
  const bytes = bytesOf(name);
  if (!bytes) throw new TypeError(`${name} is not in this file`);
  const url = made.get(name) ?? URL.createObjectURL(new Blob([bytes], { type: "text/javascript" }));
  made.set(name, url);
  return madeScript(url);
}

/** A worker, which is given what it asks for by name; see `worker-files.js`. */
class WorkerHere extends globalThis.Worker {
  /** @param {string | URL} url @param {WorkerOptions} [options] */
  constructor(url, options) {
    super(scriptOf(nameOf(url)), { name: options?.name ?? "" });
    this.addEventListener("message", (event) => {
      const wants = event.data?.wants;
      if (typeof wants !== "string") return;
      event.stopImmediatePropagation();
      this.postMessage({ had: wants, bytes: bytesOf(wants) });
    });
  }
}

export { fetchHere as fetch, WorkerHere as Worker };
