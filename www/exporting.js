// A painting becomes another kind of file in a worker that is fetched for it and ends with it: the page goes on
// meanwhile, says how far it has come, and stops it where the person has enough.

import { el, troubleOf } from "./handle.js";
import { setText } from "./labels.js";
import { say } from "./say.js";
import { settled, toast, troubleToast } from "./toast.js";
import { ownScript } from "./trusted.js";

/** What is made sooner than this is not spoken of. */
const SPOKEN_MS = 350;

/** @type {(() => void) | undefined} */
let stop;

/** What takes one painting elsewhere. */
export const shareWorker = () => new Worker(ownScript(new URL("./share-worker.js", import.meta.url)), { type: "module", name: "limner-share" });

/**
 * @param {Uint8Array<ArrayBuffer>} packed - as `Page.packed` has it @param {ExportWish} wish
 * @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} nothing where it was stopped or failed, which is said
 */
export function exportTo(packed, wish) {
  stop?.();
  const worker = shareWorker();
  const began = performance.now();
  let percent = 0;
  return new Promise((resolve) => {
    // The worker is fetched first, and may say nothing for long.
    const spoken = setTimeout(() => tell(percent, began), SPOKEN_MS + 20);
    /** @param {Uint8Array<ArrayBuffer>} [bytes] */
    const end = (bytes) => {
      worker.terminate();
      clearTimeout(spoken);
      stop = undefined;
      el("exporting").hidden = true;
      delete document.body.dataset.exporting;
      resolve(bytes);
    };
    /** @param {any} error */
    const fail = (error) => {
      const { code, detail } = troubleOf(error);
      end();
      troubleToast(code, detail);
    };
    stop = () => end();
    el("exporting-stop").onclick = () => { end(); toast(say("share.stopped")); };
    tell(percent, began);
    worker.onmessage = ({ data }) => {
      if (data.failed !== undefined) fail(new Error(data.failed));
      else if (data.bytes) { settled(/^(png_failed|export_)/); end(data.bytes); }
      else tell((percent = data.percent), began);
    };
    worker.onerror = (event) => { event.preventDefault(); fail(new Error(event.message ?? "")); };
    worker.postMessage({ packed, wish }, [packed.buffer]);
  });
}

/** @param {number} percent @param {number} began */
function tell(percent, began) {
  document.body.dataset.exporting = String(percent);
  if (performance.now() - began < SPOKEN_MS) return;
  el("exporting").hidden = false;
  setText(el("exporting-text"), say("share.making", { percent }));
  Object.assign(el("exporting-bar"), { value: percent });
}
