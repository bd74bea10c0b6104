// Taking the painting elsewhere: a link, a picture, a file; and bringing one by drop or paste.

import { download } from "./download.js";
import { el, limner, troubleOf } from "./handle.js";
import { take } from "./open.js";
import { say } from "./say.js";
import { toast, troubleToast } from "./toast.js";

/** Characters that survive most chats, and most mail programs. */
const [CHATS, MAIL] = [2000, 16_000];

export function startShare() {
  el("copy-link").addEventListener("click", copyLink);
  el("download-png").addEventListener("click", () => downloadPainting("png", "image/png", () => limner.page.png(), say("share.pngDone")));
  el("download-file").addEventListener("click", () => downloadPainting("limner", "application/octet-stream", () => limner.page.file(), say("share.fileDone")));
  el("share-menu").addEventListener("beforetoggle", (event) => {
    if (event.newState === "open") el("link-length").textContent = say("share.length", lengthOf(link()));
  });
  document.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer?.types ?? []].includes("Files")) return;
    event.preventDefault();
    document.body.dataset.dropping = "";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete document.body.dataset.dropping; });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    delete document.body.dataset.dropping;
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
  });
  document.addEventListener("paste", (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/** The page's own address with the painting after the #, which never leaves the browser. */
function link() {
  return `${location.origin}${location.pathname}${location.search}#${limner.page.link()}`;
}

/** @param {string} text */
function lengthOf(text) {
  const n = text.length;
  return { n, fits: say(n <= CHATS ? "share.fitsChats" : n <= MAIL ? "share.fitsMail" : "share.fitsFile") };
}

async function copyLink() {
  el("share-menu").hidePopover();
  try {
    const text = link();
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

/** @param {string} extension @param {string} type @param {() => Uint8Array<ArrayBuffer>} bytes @param {string} done */
function downloadPainting(extension, type, bytes, done) {
  el("share-menu").hidePopover();
  download(el("painting-name").value, extension, type, bytes, done);
}
