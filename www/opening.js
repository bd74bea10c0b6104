// Opens a painting a part at a time, so that the page stays awake whatever a link asks for: the present
// painting can be gone on with meanwhile, how far it has come is said, and it can be stopped.

import { el } from "./handle.js";
import { setText } from "./labels.js";
import { SLICE_MS, turn } from "./parts.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

/** What is open sooner than this is not spoken of. */
const SPOKEN_MS = 350;

/** @type {(() => void) | undefined} */
let stop;

/** The person has had enough, or another painting takes this one's place. */
export const stopOpening = () => stop?.();

/**
 * @param {import("./generated/page.js").Opening} opening
 * @param {() => void} whenLong - called once where it takes so long that it is spoken of
 * @returns {Promise<import("./handle.js").Page | undefined>} nothing where it was stopped; throws where it
 * can't be opened
 */
export async function openInParts(opening, whenLong) {
  stopOpening();
  let [stopped, long] = [false, false];
  const mine = () => { stopped = true; };
  stop = mine;
  const began = performance.now();
  try {
    while (!opening.work(SLICE_MS)) {
      if (performance.now() - began > SPOKEN_MS) {
        if (!long) whenLong();
        long = true;
        tell(opening.percent());
      }
      await turn();
      if (stopped) return void opening.free();
    }
    if (opening.isTorn()) toast(say("open.torn"), { code: "torn" });
    return opening.finish();
  } finally {
    if (stop === mine) {
      stop = undefined;
      el("opening").hidden = true;
      delete document.body.dataset.opening;
    }
  }
}

/** @param {number} percent */
function tell(percent) {
  if (document.body.dataset.opening === String(percent)) return;
  document.body.dataset.opening = String(percent);
  el("opening").hidden = false;
  setText(el("opening-text"), say("opening.text", { percent }));
  Object.assign(el("opening-bar"), { value: percent });
  el("opening-stop").onclick = stopOpening;
}
