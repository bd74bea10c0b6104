// Takes one painting elsewhere, and says how far it has come. Whoever has enough of it ends this worker.

import init, { Export } from "./generated/share.js";

/** Work between two words on how far it has come. */
const SLICE_MS = 100;
/** Of a hundred parts, how many it is that the partner comes. */
const FETCHING = 80;

self.onmessage = async ({ data: { packed, wish } }) => {
  try {
    await init();
    const partner = wish.kind === "page" && wish.partner ? await fetchPartner() : undefined;
    const begun = partner ? FETCHING : 0;
    const made = begin(packed, wish, partner);
    for (;;) {
      const bytes = made.work(SLICE_MS);
      if (bytes) return self.postMessage({ bytes }, { transfer: [bytes.buffer] });
      self.postMessage({ percent: begun + Math.floor((made.percent() * (100 - begun)) / 100) });
    }
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
};

/**
 * The page in one piece, which goes along where the painting is to be gone on with: that it comes is most of the work.
 * @returns {Promise<Uint8Array>}
 */
async function fetchPartner() {
  try {
    const response = await fetch(new URL("./whole.limw", import.meta.url));
    if (!response.ok || !response.body) throw new Error(String(response.status));
    const length = Number(response.headers.get("Content-Length"));
    /** @type {Uint8Array[]} */
    const parts = [];
    let came = 0;
    for (const reader = response.body.getReader(); ; ) {
      const { value, done } = await reader.read();
      if (done) break;
      parts.push(value);
      came += value.length;
      if (length) self.postMessage({ percent: Math.min(FETCHING, Math.floor((FETCHING * came) / length)) });
    }
    return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
  } catch (error) {
    console.info("not fetched:", error);
    throw new Error(JSON.stringify({ code: "partner_not_fetched" }));
  }
}

/** @param {Uint8Array} packed @param {ExportWish} wish @param {Uint8Array} [partner] */
function begin(packed, wish, partner) {
  switch (wish.kind) {
    case "picture": return Export.picture(packed, wish.scale);
    case "page": return Export.page(packed, wish.title, wish.address, partner);
    case "shapes": return Export.shapes(packed);
    default: return Export.film(packed, wish.kind === "gif", wish.seconds);
  }
}
