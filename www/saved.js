// What is said of saving: in a word at the top, where it fails with what can be done, and as the page is left.

import { downloadKept } from "./download.js";
import { el } from "./handle.js";
import { say } from "./say.js";
import { isReadOnly } from "./tabs.js";
import { toast } from "./toast.js";

/** Saving that takes longer than this is spoken of. */
const SLOW_MS = 1500;

let speaking = 0;
/** What was said of saving that fails: its code, and how to take it back. */
let told = { code: "", close: () => {} };
/** Whether there are strokes here and nowhere else. */
let isUnsaved = () => false;

/**
 * @param {"saved" | "saving" | "failed" | "empty"} state @param {number} revision - that is saved
 * @param {() => boolean} unsaved - whether there are strokes here and nowhere else
 */
export function mark(state, revision, unsaved) {
  Object.assign(document.body.dataset, { saved: state, savedRevision: String(revision) });
  clearTimeout(speaking);
  const speak = () => { Object.assign(el("saved"), { textContent: say(`saved.${state}`), title: say(`saved.${state}`) }); warn(unsaved); };
  // While the partner paints, something always waits for its moment to be over: that is no news.
  if (state === "saving") speaking = setTimeout(speak, SLOW_MS);
  else speak();
}

/** Says that nothing is kept, and why. @param {unknown} error */
export function failed(error) {
  const name = error instanceof DOMException ? error.name : "";
  const code = name === "QuotaExceededError" ? "full" : name === "VersionError" ? "newer" : "forbidden";
  document.body.dataset.saved = "failed";
  console.info("not saved:", error);
  if (told.code === code) return;
  told.close();
  const actions = [{ label: say("store.download"), run: downloadKept }];
  if (code === "full") actions.push({ label: say("store.room"), run: () => el("recent-paintings").click() });
  told = { code, close: toast(say(`store.${code}`), { kind: "trouble", code: `store_${code}`, actions }) };
}

/** Takes back what was said of saving that fails. */
export function succeed() {
  told.close();
  told = { code: "", close: () => {} };
  if (document.body.dataset.saved === "failed") document.body.dataset.saved = "saving";
}

/**
 * Whoever goes while something is here alone is asked: a page that always asks is one that nobody listens to.
 * @param {() => boolean} unsaved
 */
export function warn(unsaved) {
  isUnsaved = unsaved;
  const asks = isUnsaved() && (document.body.dataset.saved !== "saved" || isReadOnly());
  (asks ? addEventListener : removeEventListener)("beforeunload", stay);
}

/** @param {Event} event */
const stay = (event) => { if (isUnsaved()) event.preventDefault(); };
