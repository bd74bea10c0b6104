// Taking the painting elsewhere: a link, a picture, a file, with what the person lets go along.

import { download } from "./download.js";
import { exportTo } from "./exporting.js";
import { el, limner, on, troubleOf } from "./handle.js";
import { held } from "./home.js";
import { say } from "./say.js";
import { toast, troubleToast } from "./toast.js";

/** Where a link arrives whole, from the shortest on. */
const CARRIERS = /** @type {const} */ (["chats", "mail", "file"]);

/** Whether a page can take the partner along: the build writes `false` where what it takes was not made. */
const BUILT = /*BUILT whole.limw*/true;

export function startShare() {
  el("copy-link").addEventListener("click", copyLink);
  el("download-png").addEventListener("click", () => takeElsewhere({ kind: "picture", scale: Number(el("picture-scale").value) }, "png", "image/png", say("share.pngDone")));
  // Plain http has no clipboard for pictures, and neither have older browsers.
  el("copy-picture").hidden = typeof ClipboardItem === "undefined" || !navigator.clipboard?.write;
  el("copy-picture").addEventListener("click", copyPicture);
  el("download-shapes").addEventListener("click", () => takeElsewhere({ kind: "shapes" }, "svg", "image/svg+xml", say("share.shapesDone")));
  el("download-page").addEventListener("click", () => takeElsewhere({ kind: "page", title: el("painting-name").value, address: publicAddress() }, "html", "text/html", say("share.pageDone")));
  el("download-whole").hidden = !BUILT;
  el("download-whole").addEventListener("click", () => takeElsewhere({ kind: "page", title: el("painting-name").value, address: publicAddress(), partner: true }, "html", "text/html", say("share.wholeDone")));
  el("download-file").addEventListener("click", () => downloadPainting("limner", "application/octet-stream", () => limner.page.packed(...wanted("file")), say("share.fileDone")));
  el("share-menu").addEventListener("beforetoggle", (event) => { if (event.newState === "open") prepare(); });
  for (const id of /** @type {const} */ (["share-seen", "share-history", "share-picture", "share-taste"])) {
    el(id).addEventListener("change", measure);
  }
  on("status", () => { if (el("share-menu").matches(":popover-open")) sayPicture(); });
  on("opened", () => { for (const id of /** @type {const} */ (["share-picture", "share-taste"])) el(id).checked = false; });
}

/**
 * What goes along, as `page.packed` takes it: a file has room for its history and for a larger picture.
 * @param {"link" | "file"} way @returns {[boolean, number, boolean]}
 */
function wanted(way) {
  const { linkPictureSide, filePictureSide } = limner.Page.limits();
  const side = way === "link" ? linkPictureSide : filePictureSide;
  return [way === "file" || el("share-history").checked, el("share-picture").checked ? side : 0, el("share-taste").checked];
}

/** The picture and the taste can go along where there are such. */
function prepare() {
  const { target, judged } = limner.page.status();
  const own = target !== null && target.gallery === null;
  el("share-picture-line").hidden = !own;
  el("share-taste-line").hidden = judged === 0;
  if (own) {
    const { linkPictureSide, filePictureSide } = limner.Page.limits();
    limner.page.packTarget(linkPictureSide);
    limner.page.packTarget(filePictureSide);
  }
  if (judged > 0) el("share-taste-words").textContent = say("share.taste", { bytes: limner.partner.tasteState().length });
  sayPicture();
  measure();
}

/** The picture can go along once the worker has packed it: then its size is known. */
function sayPicture() {
  const { linkPictureSide, filePictureSide } = limner.Page.limits();
  const [link, file] = [linkPictureSide, filePictureSide].map((side) => limner.page.packedTarget(side));
  el("share-picture").disabled = link === undefined || file === undefined;
  el("share-picture-words").textContent = say("share.picture", { link, file });
}

/** Where the link would arrive whole. */
function measure() {
  const { n, carrier, fits } = lengthOf(link());
  el("link-length").textContent = say("share.length", { n, fits });
  for (const one of CARRIERS) el(/** @type {const} */ (`fits-${one}`)).dataset.fits = String(CARRIERS.indexOf(one) >= CARRIERS.indexOf(carrier));
}

/** The page's own address with the painting after the #, which never leaves the browser. */
function link() {
  return `${held?.address ?? location.href.replace(/#.*/s, "")}#${limner.page.link(...wanted("link"))}`;
}

/** @param {string} text */
function lengthOf(text) {
  const n = text.length;
  const { chatCharacters, mailCharacters } = limner.Page.limits();
  const carrier = n <= chatCharacters ? "chats" : n <= mailCharacters ? "mail" : "file";
  return { n, carrier: /** @type {typeof CARRIERS[number]} */ (carrier), fits: say(`share.fits.${carrier}`) };
}

async function copyLink() {
  try {
    const text = link();
    el("share-menu").hidePopover();
    // For tests and for scripts of the person's own.
    document.body.dataset.linkLength = String(text.length);
    try {
      await navigator.clipboard.writeText(text);
      toast(say("share.copied", lengthOf(text)));
    } catch {
      toast(say("share.byHand"), { field: text });
    }
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code, detail);
  }
}

/** @param {ExportWish} wish @param {string} extension @param {string} type @param {string} done */
export async function takeElsewhere(wish, extension, type, done) {
  el("share-menu").hidePopover();
  const title = el("painting-name").value;
  const bytes = await exportTo(limner.page.packed(...wanted("file")), wish);
  if (bytes) download(title, extension, type, () => bytes, done);
}

async function copyPicture() {
  el("share-menu").hidePopover();
  const scale = Number(el("picture-scale").value);
  let stopped = false;
  const picture = exportTo(limner.page.packed(...wanted("file")), { kind: "picture", scale }).then((bytes) => {
    stopped = !bytes;
    return new Blob(bytes ? [bytes] : [], { type: "image/png" });
  });
  try {
    // With the promise, as a copy must begin while the press is fresh.
    await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
    if (!stopped) toast(say("share.pictureCopied"));
  } catch (error) {
    console.info("no copy:", error);
    if (!stopped) toast(say("share.pictureNotCopied"), { kind: "trouble", code: "picture_not_copied" });
  }
}

/** Where others find this page, if they do: not on this machine alone. */
function publicAddress() {
  const own = /^(localhost|.*\.localhost|127\..*|\[::1\])$/.test(location.hostname);
  return held?.address ?? (own || !location.protocol.startsWith("http") ? undefined : `${location.origin}${location.pathname}`);
}

/** @param {string} extension @param {string} type @param {() => Uint8Array<ArrayBuffer>} bytes @param {string} done */
function downloadPainting(extension, type, bytes, done) {
  el("share-menu").hidePopover();
  download(el("painting-name").value, extension, type, bytes, done);
}
