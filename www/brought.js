// A picture that the person brings, or chooses of the gallery where something is painted: shown first, with what is cut
// off where it is painted on this painting, and whole on new paper. The browser only shows it; the worker decodes the
// file by itself.

import { el, limner, on } from "./handle.js";
import { openNew } from "./open.js";
import { say } from "./say.js";
import { choosePicture, chooseTarget } from "./targets.js";

/** A worker that has not looked at a picture by then may be gone: one goes on without its word. */
const LOOK_MS = 8000;

/** @typedef {{ width: number, height: number }} Size */
/** @typedef {import("./handle.js").Events["brought"]} Brought */

/** What waits for the person's word. @type {{ brought: Brought, url: string, paper: number[] } | null} */
let waiting = null;
/** Who waits for the worker to look at a picture. @type {{ before: string | undefined, resolve: (taken: boolean) => void } | null} */
let looking = null;
/** Counts what was brought: the latest is asked about. */
let latest = 0;

export function startBrought() {
  on("brought", ask);
  on("status", seen);
  el("brought-dialog").addEventListener("close", answer);
}

/** @param {Brought} brought */
async function ask(brought) {
  const mine = ++latest;
  const { page } = limner;
  if ("gallery" in brought) {
    // It is drawn for any paper. Where the partner asked for a picture, it is to go on with this painting.
    const { asksForPicture, target } = page.status();
    if (asksForPicture || target?.gallery === brought.gallery || nothingIsLost(page)) return take(brought);
    forget();
    const small = limner.partner.thumbnail(brought.gallery);
    waiting = { brought, url: small ? URL.createObjectURL(bitmapOf(small)) : "", paper: [page.width, page.height] };
    return show(page, waiting);
  }
  const { readable } = await import("./foreign.js");
  const bytes = (await readable(brought.bytes)) ?? brought.bytes;
  const file = new Blob([bytes]);
  const size = await sizeOf(file);
  if (mine !== latest) return;
  brought = { bytes };
  // What the browser can't show, the worker refuses in words of its own.
  if (!size || nothingIsLost(size)) return take(brought);
  forget();
  waiting = { brought, url: URL.createObjectURL(file), paper: [...limner.Page.paperFor(size.width, size.height)] };
  show(size, waiting);
}

/** The partner paints from it, on the painting that is there. @param {Brought} brought */
const take = (brought) => ("gallery" in brought ? chooseTarget({ gallery: brought.gallery }) : choosePicture(brought.bytes));

/** As a file that the browser shows: 32 bits a pixel, rows from the top. @param {import("./handle.js").Picture} picture */
function bitmapOf({ width, height, rgba }) {
  const head = new DataView(new ArrayBuffer(54));
  head.setUint16(0, 0x424d);
  const numbers = [54 + rgba.length, 0, 54, 40, width, -height, 1 | (32 << 16)];
  numbers.forEach((number, i) => head.setInt32(2 + 4 * i, number, true));
  const bgra = rgba.map((_, i) => rgba[i % 4 === 3 ? i : i - (i % 4) + 2 - (i % 4)]);
  return new Blob([head, bgra], { type: "image/bmp" });
}

/** As it is seen, turned upright; none where it can't be. @param {Blob} file @returns {Promise<Size | undefined>} */
async function sizeOf(file) {
  try {
    const picture = await createImageBitmap(file);
    const { width, height } = picture;
    picture.close();
    return { width, height };
  } catch {
    return undefined;
  }
}

/** Nothing is painted yet, and the paper has its shape. @param {Size} size */
function nothingIsLost(size) {
  const { person, partner } = limner.page.status().strokes;
  return person + partner === 0 && cutOf(size).percent === 0;
}

/** What of it would not be on this painting. @param {Size} size */
function cutOf({ width, height }) {
  const [left, top, keptWidth, keptHeight] = limner.partner.cropOf(width, height);
  const [x, y] = [(100 * left) / width, (100 * top) / height];
  return { x, y, percent: Math.round(100 - (100 * keptWidth * keptHeight) / (width * height)), upright: y > x };
}

/** @param {Size} size @param {{ url: string, paper: number[] }} picture */
function show(size, { url, paper: [width, height] }) {
  const [dialog, cut] = [el("brought-dialog"), cutOf(size)];
  for (const picture of dialog.querySelectorAll("img")) if (url) picture.src = url;
  dialog.style.setProperty("--shape", String(size.width / size.height));
  dialog.style.setProperty("--cut", `${cut.y}% ${cut.x}%`);
  el("brought-new-words").textContent = say("brought.newWords", { width, height });
  el("brought-here-words").textContent = say(cut.percent > 0 ? "brought.hereCut" : "brought.hereFits", cut);
  dialog.returnValue = "";
  if (!dialog.open) dialog.showModal();
}

function answer() {
  const [{ returnValue }, picture] = [el("brought-dialog"), waiting];
  forget();
  if (!picture) return;
  const { brought, paper: [width, height] } = picture;
  if (returnValue === "here") take(brought);
  else if (returnValue === "new" && "gallery" in brought) openNew(width, height, limner.page.paper, { gallery: brought.gallery });
  else if (returnValue === "new" && "bytes" in brought) paintOnNew(brought.bytes, width, height);
}

/** Lets go of the picture that is shown. */
function forget() {
  if (!waiting) return;
  for (const picture of el("brought-dialog").querySelectorAll("img")) picture.removeAttribute("src");
  URL.revokeObjectURL(waiting.url);
  waiting = null;
}

/** New paper only for a picture that can be painted from. @param {Uint8Array} bytes @param {number} width @param {number} height */
async function paintOnNew(bytes, width, height) {
  const { page, partner } = limner;
  const running = document.body.hasAttribute("data-running");
  partner.pause();
  const taken = await looksAt(bytes);
  if (limner.page !== page) return;
  if (running) partner.start();
  if (taken && (await openNew(width, height, page.paper, null))) choosePicture(bytes);
}

/**
 * Whether the worker can decode it: it does so for this painting, whose own picture is remembered as it was.
 * @param {Uint8Array} bytes @returns {Promise<boolean>}
 */
function looksAt(bytes) {
  const before = limner.page.status().target?.id;
  limner.partner.chooseFile(bytes);
  return new Promise((resolve) => {
    looking = { before, resolve };
    setTimeout(resolve, LOOK_MS, true);
  });
}

/** @param {import("./handle.js").Status} status */
function seen({ targetPending, target, trouble }) {
  if (!looking || targetPending) return;
  looking.resolve(target !== null && (target.id !== looking.before || trouble === null));
  looking = null;
}
