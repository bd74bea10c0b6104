// What the partner paints from: the gallery, or a picture that the person brings. The worker draws
// or decodes it; the page only ever sees the pixels that come back.

import { el, emit, limner, on, showPicture, within } from "./handle.js";
import { say, sayTarget } from "./say.js";
import { toast, troubleToast } from "./toast.js";

/** A picture of more bytes is not kept with the painting. */
export const KEPT_LIMIT = 8 * 1024 * 1024;
const THUMB = { width: 160, height: 120 };

/** @typedef {{ gallery: number, bytes?: undefined } | { bytes: Uint8Array } | null} Choice */
/** Undefined where the painting lacks its picture. @type {Choice | undefined} */
let choice = null;

/** What was chosen, to be kept with the painting. */
export const targetChoice = () => choice;

/** The painting came without its picture, and is kept so. */
export function lackTarget() {
  choice = undefined;
}

export function startTargets() {
  el("bring-picture").addEventListener("click", () => el("file-picture").click());
  el("file-picture").addEventListener("change", async () => {
    const [file] = el("file-picture").files ?? [];
    el("file-picture").value = "";
    if (file) await bring(file);
  });
  el("no-picture").addEventListener("click", () => { chooseTarget(null); el("gallery").hidePopover(); });
  // Before it opens: whoever sees it sees its tiles.
  el("gallery").addEventListener("beforetoggle", fillGallery);
  on("status", describe);
  on("target", thumbnail);
  on("opened", () => { choice = null; });
}

/** @param {Choice} next */
export function chooseTarget(next) {
  choice = next;
  const { partner } = limner;
  if (!next) partner.chooseNone();
  else if ("gallery" in next) partner.chooseGallery(next.gallery);
  else partner.chooseFile(next.bytes);
  emit("target-chosen");
}

/** A picture file of the person's: they are asked what is to be done with it. @param {Blob} file */
export async function bring(file) {
  const limit = limner.Page.limits().pictureBytes;
  if (file.size > limit) return troubleToast("picture_file_too_large", { bytes: file.size, limit });
  if (el("gallery").matches(":popover-open")) el("gallery").hidePopover();
  emit("brought", { bytes: new Uint8Array(await file.arrayBuffer()) });
}

/** The partner paints from a picture file. @param {Uint8Array} bytes */
export function choosePicture(bytes) {
  chooseTarget({ bytes });
  if (bytes.length > KEPT_LIMIT) toast(say("gallery.notKept"));
}

/** PNG, JPEG, GIF, WebP, BMP, TIFF, AVIF, HEIC by their first bytes; what it really is, its decoder finds out. @param {Uint8Array} head */
export const looksLikePicture = (head) =>
  /^(\x89PNG|\xff\xd8\xff|GIF8|BM|II\*\0|MM\0\*|RIFF....WEBP|....ftyp(avi|hei|mif))/s.test(String.fromCharCode(...head.subarray(0, 12)));

/** @param {import("./handle.js").Status} status */
function describe({ target, targetPending }) {
  const name = sayTarget(target, limner.Partner.galleryNames());
  if (el("target-name").textContent !== name) el("target-name").textContent = name;
  el("show-target").disabled = !target;
  document.body.dataset.target = targetPending ? "pending" : target?.id ?? "none";
  const chosen = String(target?.gallery);
  for (const tile of galleryTiles()) tile.setAttribute("aria-pressed", String(tile.dataset.index === chosen));
  paintTiles();
}

/** @param {import("./handle.js").Picture | undefined} target */
function thumbnail(target) {
  const canvas = el("target-thumb");
  if (target) showPicture(canvas, target);
  else Object.assign(canvas, { width: 4, height: 3 });
}

const galleryTiles = () => /** @type {HTMLCollectionOf<HTMLElement>} */ (el("gallery-tiles").children);

/** Tiles are made when the gallery is first opened; their pixels come as the worker draws them. */
function fillGallery() {
  const tiles = el("gallery-tiles");
  const wanted = limner.Partner.galleryNames().length;
  if (tiles.children.length === wanted) return;
  tiles.replaceChildren(...Array.from({ length: wanted }, (_, index) => tile(index)));
}

/** @param {number} index */
function tile(index) {
  const button = document.createElement("button");
  button.id = `gallery-${index}`;
  button.dataset.index = String(index);
  const canvas = Object.assign(document.createElement("canvas"), THUMB);
  canvas.setAttribute("aria-hidden", "true");
  button.append(canvas, sayTarget({ name: "", gallery: index }, limner.Partner.galleryNames()));
  button.addEventListener("click", () => { emit("brought", { gallery: index }); el("gallery").hidePopover(); });
  limner.partner.requestThumbnail(index, THUMB.width, THUMB.height);
  return button;
}

function paintTiles() {
  if (!el("gallery").matches(":popover-open")) return;
  for (const button of galleryTiles()) {
    if (button.dataset.drawn) continue;
    const picture = limner.partner.thumbnail(Number(button.dataset.index));
    if (!picture) continue;
    const canvas = within(button, "canvas");
    showPicture(canvas, picture);
    button.dataset.drawn = "yes";
  }
}

