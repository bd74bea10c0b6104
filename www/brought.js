// A picture that the person brings: shown first, with what is cut off where it is painted on this painting, and
// whole on new paper. The browser only shows it; the worker decodes the file by itself.

import { el, limner, on } from "./handle.js";
import { openNew } from "./open.js";
import { say } from "./say.js";
import { choosePicture } from "./targets.js";

/** What waits for the person's word. @type {{ bytes: Uint8Array, url: string, paper: number[] } | null} */
let waiting = null;
/** Counts what was brought: the latest is asked about. */
let latest = 0;

export function startBrought() {
  on("brought", ask);
  el("brought-dialog").addEventListener("close", answer);
}

/** @param {Uint8Array} bytes - of the file */
async function ask(bytes) {
  const mine = ++latest;
  const url = URL.createObjectURL(new Blob([/** @type {BlobPart} */ (bytes)]));
  const size = await sizeOf(url);
  if (mine !== latest) return URL.revokeObjectURL(url);
  // What the browser can't show, the worker refuses in words of its own.
  if (!size || nothingIsLost(size)) {
    URL.revokeObjectURL(url);
    return choosePicture(bytes);
  }
  forget();
  waiting = { bytes, url, paper: [...limner.Page.paperFor(size.width, size.height)] };
  show(url, size);
}

/** @typedef {{ width: number, height: number }} Size */

/** Its size as it is seen, which is none where it can't be. @param {string} url @returns {Promise<Size | undefined>} */
async function sizeOf(url) {
  const picture = Object.assign(new Image(), { src: url });
  try {
    await picture.decode();
  } catch {
    return undefined;
  }
  return { width: picture.naturalWidth, height: picture.naturalHeight };
}

/** Nothing is painted yet, and the paper has its shape. @param {Size} size */
function nothingIsLost(size) {
  const { person, partner } = limner.page.status().strokes;
  return person + partner === 0 && cut(size).percent === 0;
}

/** What of it is not on this painting. @param {Size} size */
function cut({ width, height }) {
  const [left, top, kept_width, kept_height] = limner.page.cropOf(width, height);
  const [x, y] = [left / width, top / height];
  const percent = Math.round(100 * (1 - (kept_width * kept_height) / (width * height)));
  return { x, y, percent, upright: y > x };
}

/** @param {string} url @param {Size} size */
function show(url, size) {
  const dialog = el("brought-dialog");
  const { x, y, percent, upright } = cut(size);
  for (const picture of dialog.querySelectorAll("img")) picture.src = url;
  for (const proof of /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll(".proof"))) {
    proof.style.setProperty("--shape", String(size.width / size.height));
    proof.style.setProperty("--cut", `${100 * y}% ${100 * x}%`);
  }
  const [width, height] = waiting.paper;
  el("brought-new-words").textContent = say("brought.newWords", { width, height });
  el("brought-here-words").textContent = say(percent > 0 ? "brought.hereCut" : "brought.hereFits", { percent, upright });
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
}

async function answer() {
  const [{ returnValue }, picture] = [el("brought-dialog"), waiting];
  forget();
  if (!picture) return;
  const { bytes, paper: [width, height] } = picture;
  if (returnValue === "here") choosePicture(bytes);
  if (returnValue === "new" && (await openNew(width, height, limner.page.paper, null))) choosePicture(bytes);
}

/** Lets go of the picture that is shown. */
function forget() {
  if (!waiting) return;
  for (const picture of el("brought-dialog").querySelectorAll("img")) picture.removeAttribute("src");
  URL.revokeObjectURL(waiting.url);
  waiting = null;
}
