// What is dropped on the page or pasted into it: a file, a link to a painting, or a picture of another page's.

import { openLink, take } from "./open.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

/** What a link is told by. */
const IS_LINK = /(?:#|%23|^)TElN[\w%-]{16}/;
/** What is looked at of what is dropped. */
const KINDS = ["Files", "text/uri-list", "text/plain"];

export function startDropped() {
  document.addEventListener("dragover", (event) => {
    if (isField(event.target) || !event.dataTransfer?.types.some((type) => KINDS.includes(type))) return;
    event.preventDefault();
    document.body.dataset.dropping = "";
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) delete document.body.dataset.dropping; });
  document.addEventListener("drop", (event) => {
    delete document.body.dataset.dropping;
    const { dataTransfer } = event;
    if (!dataTransfer?.files.length && isField(event.target)) return;
    event.preventDefault();
    if (dataTransfer) bring(dataTransfer, true);
  });
  document.addEventListener("paste", (event) => {
    const { clipboardData } = event;
    if (!clipboardData || (!clipboardData.files.length && isField(event.target))) return;
    if (bring(clipboardData, false)) event.preventDefault();
  });
}

/** @param {EventTarget | null} target */
const isField = (target) => target instanceof HTMLInputElement && target.type === "text";

/**
 * Opens what it holds, and says whether there is something.
 * @param {DataTransfer} data @param {boolean} wasDropped - so that something is said in any case
 */
function bring(data, wasDropped) {
  const [file] = data.files;
  const [address, text] = ["text/uri-list", "text/plain"].map((type) => data.getData(type));
  const link = [address, text].find((one) => IS_LINK.test(one));
  if (file) take(file);
  else if (link) openLink(link);
  else if (wasDropped && address) fetchFrom(address);
  else if (wasDropped) toast(say("drop.nothing"));
  else return false;
  return true;
}

/** What another page shows is fetched where that is this host's own; else the person can copy it. @param {string} list - addresses, a line each */
async function fetchFrom(list) {
  try {
    const url = new URL(list.split(/\r?\n/).find((line) => line && !line.startsWith("#")) ?? "");
    if (url.protocol === "data:") return take(fileOf(url.href));
    if (url.origin !== location.origin) return toast(say("drop.copy"));
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    await take(new File([await response.blob()], url.pathname.split("/").pop() ?? ""));
  } catch (error) {
    console.info("not fetched:", error);
    toast(say("drop.copy"));
  }
}

/** @param {string} href - of a picture that is in its address; may throw */
function fileOf(href) {
  const [, type, base64, body] = /^data:([^;,]*)[^,]*?(;base64)?,(.*)$/s.exec(href) ?? [];
  const text = base64 ? atob(decodeURIComponent(body)) : decodeURIComponent(body);
  const bytes = base64 ? Uint8Array.from(text, (letter) => letter.charCodeAt(0)) : text;
  return new File([bytes], "", { type });
}
