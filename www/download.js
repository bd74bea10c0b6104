// Bytes become a file in the person's downloads.

import { el, limner, troubleOf } from "./handle.js";
import { say } from "./say.js";
import { toast, troubleToast } from "./toast.js";

/** Browsers are given time to read a download before its address is taken back. */
const REVOKE_MS = 60_000;

/**
 * Hands bytes to the browser to be kept, and says so.
 * @param {string} title @param {string} extension @param {string} type @param {() => Uint8Array<ArrayBuffer>} bytes @param {string} done
 */
export function download(title, extension, type, bytes, done) {
  try {
    handOver(title, extension, type, bytes());
    toast(done);
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code, detail);
  }
}

/**
 * Hands bytes to the browser to be kept. May throw.
 * @param {string} title @param {string} extension @param {string} type @param {Uint8Array<ArrayBuffer>} bytes
 */
export function handOver(title, extension, type, bytes) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const name = title.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "limner";
  Object.assign(document.createElement("a"), { href: url, download: `${name}.${extension}` }).click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

/** The painting as it is here, with all its history: for whoever can't have it kept. */
export const downloadKept = () =>
  download(el("painting-name").value, "limner", "application/octet-stream", () => limner.page.packed(true, 0, false), say("share.fileDone"));
