// The heartbeat: once a frame the partner paints what is due, messages go to the worker, changed
// pixels go to the canvas; a few times a second the panels hear how things stand.

import { emit, hasStopped, limner } from "./handle.js";
import { sendMessages } from "./worker-host.js";
import { drawFrame } from "./renderer.js";

const STATUS_MS = 130;
/** Script time of the last frames in ms, for measuring; oldest are overwritten. */
const scriptMs = new Float32Array(600);

export function startFrames() {
  Object.assign(limner, { scriptMs });
  let [frames, revision, statusAt, spoken] = [0, -1, -Infinity, ""];
  const frame = (/** @type {number} */ now) => {
    if (hasStopped()) return;
    requestAnimationFrame(frame);
    const began = performance.now();
    const { page, id } = limner;
    page.tick(now);
    sendMessages();
    drawFrame();
    if (page.revision() !== revision || id !== spoken) {
      [revision, spoken] = [page.revision(), id];
      noteFirstStroke(page);
      emit("changed", revision);
    }
    if (now - statusAt > STATUS_MS) {
      statusAt = now;
      emit("status", page.status());
    }
    scriptMs[frames++ % scriptMs.length] = performance.now() - began;
  };
  requestAnimationFrame(frame);
}

/** Bit 0 of a stroke's byte: the partner's. @param {import("./handle.js").Page} page */
function noteFirstStroke(page) {
  const { dataset } = document.body;
  if (dataset.firstPartnerStrokeMs || !page.strokes().some((stroke) => stroke & 1)) return;
  dataset.firstPartnerStrokeMs = performance.now().toFixed(0);
}
