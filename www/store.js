// Continuous saving: the painting within a second of each change, and what goes with it. Where
// storage is forbidden or full the page says so, stays usable, and keeps trying.

import { all, count, get, put, remove } from "./database.js";
import { el, limner, newId, on } from "./handle.js";
import { KEPT_LIMIT, targetChoice } from "./targets.js";
import { SLICE_MS, turn } from "./parts.js";
import { say } from "./say.js";
import { toast } from "./toast.js";
import { folds, setFolds } from "./folds.js";
import { setSingleKeys, singleKeys } from "./keys.js";
import { manner, setManner } from "./manner.js";
import { partnerBrush, setPartnerBrush } from "./brushes.js";
import { brushPrefs, setBrushPrefs } from "./tools.js";

/** After the last change; but never longer than the second after the first. */
const [PAUSE_MS, LONGEST_MS, RETRY_MS] = [300, 700, 5000];
/** Saving that takes longer than this is spoken of. */
const SLOW_MS = 1500;
/** Paintings kept on the device; the oldest go first. */
const KEPT = 24;

/** @typedef {{ id: string, name: string, bytes: Uint8Array, target: any, updated: number }} Saved */

let [timer, speaking, waitingSince, saving, tasteSeen, practiceSeen, told] = [0, 0, 0, Promise.resolve(), "", 0, ""];
/** Revision that needs no saving: nothing yet, or just as it was opened. */
let savedRevision = 0;
/** Lets other tabs know which painting is being worked on here. */
let release = () => {};

export function startStore() {
  on("leaving", () => { if (timer) save(); });
  on("opened", ({ origin }) => {
    savedRevision = origin === "first" || origin === "new" ? 0 : limner.page.revision();
    mark(origin === "restore" ? "saved" : "empty");
    claim();
    if (origin === "file") schedule();
  });
  on("changed", () => { if (limner.page.revision() !== savedRevision) schedule(); });
  on("target-chosen", () => { if (limner.page.revision() > 0 && document.body.dataset.saved !== "empty") schedule(); });
  on("status", ({ judged, policySteps, beliefs, practice }) => {
    if (practice !== practiceSeen && practice > 0) keepPractice();
    practiceSeen = practice;
    const seen = JSON.stringify([judged, policySteps, beliefs]);
    if (seen !== tasteSeen && tasteSeen) schedule();
    tasteSeen = seen;
  });
  for (const chosen of /** @type {const} */ (["brush-chosen", "manner-chosen", "fold-chosen", "keys-chosen"])) {
    on(chosen, () => put("meta", "prefs", prefs()).catch((error) => console.info("not kept:", error)));
  }
  el("painting-name").addEventListener("change", schedule);
  document.addEventListener("visibilitychange", () => { if (document.hidden && timer) save(true); });
  addEventListener("pagehide", () => { if (timer) save(true); });
}

/**
 * Notes that a painting is being opened that opens by itself: a page that dies of it is not to try again.
 * @param {{ id: string, name: string, bytes: Uint8Array }} painting @param {"link" | "restore"} origin
 */
export async function beginsOpening({ id, name, bytes }, origin) {
  const record = origin === "link" ? { id, name, bytes, hash: location.hash } : { id, name };
  await put("meta", "opening", record).catch((error) => console.info("not noted:", error));
}

/** It is open, or never will be; another may be on its way meanwhile. @param {string} id */
export async function endsOpening(id) {
  try {
    if ((await get("meta", "opening"))?.id === id) await remove("meta", "opening");
  } catch (error) {
    console.info("not noted:", error);
  }
}

/**
 * The painting that was being opened when the last page died, if there is one: it is among the earlier
 * paintings from now on.
 */
async function unopened() {
  const record = await get("meta", "opening");
  if (!record) return undefined;
  const { id, name, bytes, hash } = record;
  if (bytes) await put("paintings", id, { id, name, bytes, target: undefined, updated: Date.now() });
  await remove("meta", "opening");
  return { id, name, hash };
}

/** What the partner practised, when a round of it is over: it is more than what goes with every stroke. */
function keepPractice() {
  const { practice } = limner;
  const practised = practice.practised();
  const rounds = { first: practice.rounds()[0] ?? 1, states: practice.roundStates() };
  Promise.all([put("meta", "practised", practised), put("meta", "rounds", rounds)])
    .then(() => { document.body.dataset.practised = String(practised.length); })
    .catch((error) => console.info("not kept:", error));
}

/** What was on the canvas at the last visit, the taste and the brush. Never throws. */
export async function restored() {
  try {
    const [current, taste, prefs, practised, rounds] = await Promise.all(
      ["current", "taste", "prefs", "practised", "rounds"].map((key) => get("meta", key)));
    /** @type {Saved | undefined} */
    const saved = current && (await get("paintings", current));
    return { saved, taste, prefs, practised, rounds, unopened: await unopened() };
  } catch (error) {
    failed(error);
    return {};
  }
}

/** The paintings on this device, newest first. @returns {Promise<Saved[]>} */
export async function paintings() {
  try {
    return (await all("paintings")).sort((a, b) => b.updated - a.updated);
  } catch (error) {
    failed(error);
    return [];
  }
}

/** Saves what is waiting, for callers that are about to leave the painting. */
export const settle = () => (timer ? save() : saving);

function schedule() {
  const now = performance.now();
  waitingSince ||= now;
  clearTimeout(timer);
  timer = setTimeout(() => save(), Math.max(Math.min(PAUSE_MS, waitingSince + LONGEST_MS - now), 0));
  if (document.body.dataset.saved !== "failed") mark("saving");
}

/** @param {boolean} [leaves] - the page is about to go: all of it is done at once */
function save(leaves = false) {
  clearTimeout(timer);
  [timer, waitingSince] = [0, 0];
  const { page, id } = limner;
  const revision = page.revision();
  const target = targetChoice();
  const record = { id, name: el("painting-name").value, target: (target?.bytes?.length ?? 0) > KEPT_LIMIT ? undefined : target, updated: Date.now() };
  const bytes = leaves ? page.file() : fileOf(page);
  const taste = limner.partner.tasteState();
  saving = saving.then(async () => {
    try {
      await put("paintings", id, { ...record, bytes: await bytes });
      await Promise.all([put("meta", "current", id), put("meta", "taste", taste), put("meta", "prefs", prefs())]);
      if (limner.id !== id) return;
      savedRevision = revision;
      forgetLink();
      told = "";
      if (!timer) mark("saved");
      await prune();
    } catch (error) {
      failed(error);
      if (limner.id === id && !timer) timer = setTimeout(() => save(), RETRY_MS);
    }
  });
  return saving;
}

/** The painting as it is now, as a file, made while the page stays awake. @param {import("./handle.js").Page} page */
async function fileOf(page) {
  const filing = page.filing();
  try {
    for (;;) {
      const bytes = filing.work(SLICE_MS);
      if (bytes) return bytes;
      await turn();
    }
  } finally {
    filing.free();
  }
}

/** How the person paints, and what the partner paints with. */
const prefs = () => ({
  ...brushPrefs(), partnerBrush: partnerBrush(), manner: manner(), folds: folds(), singleKeys: singleKeys(),
});

/** @param {any} kept - as from `restored` */
export function usePrefs(kept) {
  setBrushPrefs(kept);
  setPartnerBrush(String(kept?.partnerBrush ?? ""));
  setManner(kept?.manner);
  setFolds(kept?.folds);
  setSingleKeys(kept?.singleKeys);
}

/** The painting is this device's own from now on: a reload must not go back to the link. */
function forgetLink() {
  if (location.hash.length > 1) history.replaceState(null, "", location.pathname + location.search);
}

async function prune() {
  if ((await count("paintings")) <= KEPT) return;
  const old = (await paintings()).slice(KEPT);
  await Promise.all(old.map(({ id }) => remove("paintings", id)));
}

/** Two tabs on one painting would overwrite each other: the later one works on a copy. */
function claim() {
  release();
  release = () => {};
  const { id } = limner;
  navigator.locks?.request(`limner-${id}`, { ifAvailable: true }, (lock) => {
    if (limner.id !== id) return undefined;
    if (lock) return new Promise((resolve) => { release = () => resolve(undefined); });
    limner.id = newId();
    toast(say("store.copy"));
    claim();
    return undefined;
  }).catch(() => {});
}

/** @param {unknown} error */
function failed(error) {
  const full = error instanceof DOMException && error.name === "QuotaExceededError";
  const code = full ? "full" : "forbidden";
  mark("failed");
  if (told !== code) toast(say(`store.${code}`), { kind: "trouble", code: `store_${code}` });
  told = code;
  console.info("not saved:", error);
}

/** @param {"saved" | "saving" | "failed" | "empty"} state */
function mark(state) {
  Object.assign(document.body.dataset, { saved: state, savedRevision: String(savedRevision) });
  clearTimeout(speaking);
  const speak = () => Object.assign(el("saved"), { textContent: say(`saved.${state}`), title: say(`saved.${state}`) });
  // While the partner paints, something always waits for its second to be over: that is no news.
  if (state === "saving") speaking = setTimeout(speak, SLOW_MS);
  else speak();
}
