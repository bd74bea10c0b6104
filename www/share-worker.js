// Takes one painting elsewhere, and says how far it has come. Whoever has enough of it ends this worker.

import init, { Export } from "./generated/share.js";

/** Work between two words on how far it has come. */
const SLICE_MS = 100;

self.onmessage = async ({ data: { packed, wish } }) => {
  try {
    await init();
    const made = begin(packed, wish);
    for (;;) {
      const bytes = made.work(SLICE_MS);
      if (bytes) return self.postMessage({ bytes }, { transfer: [bytes.buffer] });
      self.postMessage({ percent: made.percent() });
    }
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {Uint8Array} packed @param {ExportWish} wish */
function begin(packed, wish) {
  switch (wish.kind) {
    case "picture": return Export.picture(packed, wish.scale);
    case "page": return Export.page(packed, wish.title, wish.address);
    case "shapes": return Export.shapes(packed);
    default: return Export.film(packed, wish.kind === "gif", wish.seconds);
  }
}
