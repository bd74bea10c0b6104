// Takes one painting elsewhere, and says how far it has come. Whoever has enough of it ends this worker. A film in WebM is
// encoded by the browser: the pictures come from the painting one by one, and go into its encoder.

import init, { Export, filmLimits, Video } from "./generated/share.js";

/** Work between two words on how far it has come. */
const SLICE_MS = 100;
/** Of a hundred parts, how many it is that the partner comes. */
const FETCHING = 80;
/** Pictures that may wait for the encoder. */
const WAITING = 3;

self.onmessage = async ({ data: { packed, wish, limits } }) => {
  try {
    await init();
    if (limits) return self.postMessage({ limits: filmLimits(limits.longer) });
    const bytes = wish.kind === "webm" ? await encoded(packed, wish) : await made(packed, wish);
    self.postMessage({ bytes }, { transfer: [bytes.buffer] });
  } catch (error) {
    self.postMessage({ failed: error instanceof Error ? error.message : String(error) });
  }
};

/** @param {Uint8Array} packed @param {ExportWish} wish */
async function made(packed, wish) {
  const partner = wish.kind === "page" && wish.partner ? await fetchPartner() : undefined;
  const begun = partner ? FETCHING : 0;
  const making = begin(packed, wish, partner);
  for (;;) {
    const bytes = making.work(SLICE_MS);
    if (bytes) return bytes;
    self.postMessage({ percent: begun + Math.floor((making.percent() * (100 - begun)) / 100) });
  }
}

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
    default: return Export.film(packed, wish.kind === "gif", wish.seconds, wish.side, wish.stillMs);
  }
}

/** @param {Uint8Array} packed @param {Extract<ExportWish, { kind: "webm" }>} wish */
async function encoded(packed, { codec, seconds, side, stillMs }) {
  const film = new Video(packed, codec, seconds, side, stillMs);
  /** @type {unknown} */
  let failure;
  let goOn = () => {};
  const fail = (/** @type {unknown} */ error) => { failure ??= error; goOn(); };
  const encoder = new VideoEncoder({
    output: (chunk) => {
      const bytes = new Uint8Array(chunk.byteLength);
      chunk.copyTo(bytes);
      try {
        film.take(chunk.timestamp, chunk.type === "key", bytes);
      } catch (error) {
        fail(error);
      }
      goOn();
    },
    error: fail,
  });
  encoder.ondequeue = () => goOn();
  /** A frame copies them, so that they serve again. @type {Uint8Array<ArrayBuffer> | undefined} */
  let planes;
  try {
    while (!film.isOver()) {
      const shot = film.work(SLICE_MS);
      const encoding = film.encoding();
      if (shot && encoding) planes = encode(encoder, shot, encoding, planes);
      self.postMessage({ percent: film.percent() });
      // However slow the encoder is, only so many pictures are there at once.
      while (encoder.encodeQueueSize > WAITING && failure === undefined) await new Promise((resolve) => { goOn = () => resolve(undefined); });
      if (failure !== undefined) throw failure;
    }
    await encoder.flush();
    if (failure !== undefined) throw failure;
    return film.finish();
  } catch (error) {
    // What the encoder failed of says more than that it is closed; and what is no trouble yet becomes one.
    const { name, message } = /** @type {Error} */ (failure ?? error);
    throw new Error(message.startsWith("{") ? message : JSON.stringify({ code: "png_failed", detail: { reason: `${name}: ${message}` } }));
  } finally {
    if (encoder.state !== "closed") encoder.close();
  }
}

/**
 * @param {VideoEncoder} encoder @param {import("./generated/share.js").Shot} shot @param {FilmEncoding} encoding
 * @param {Uint8Array<ArrayBuffer>} [before] - planes of the picture before
 */
function encode(encoder, shot, encoding, before) {
  if (encoder.state === "unconfigured") encoder.configure({ ...encoding, latencyMode: "quality" });
  const planes = shot.planes(before);
  const frame = new VideoFrame(planes, {
    format: "I420", codedWidth: encoding.width, codedHeight: encoding.height, timestamp: shot.atUs(), duration: shot.staysUs(),
    colorSpace: { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: false },
  });
  encoder.encode(frame, { keyFrame: shot.isKey() });
  frame.close();
  shot.free();
  return planes;
}
