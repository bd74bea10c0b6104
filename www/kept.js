// What is the person's own, over all paintings: how they and the partner paint, and what the partner has learned of
// them. Several tabs may change it: each reads, changes and writes it in one transaction, and tells the others.

import { partnerBrush, setPartnerBrush } from "./brushes.js";
import { change, get, put } from "./database.js";
import { folds, setFolds } from "./folds.js";
import { emit, hasStopped, limner, on } from "./handle.js";
import { setSingleKeys, singleKeys } from "./keys.js";
import { partnerSettings, setPartnerSettings } from "./partner-settings.js";
import { onTold, tellTabs } from "./tabs.js";
import { brushPrefs, setBrushPrefs } from "./tools.js";

/** Between a change and its writing: several come together. */
const PAUSE_MS = 500;
/** What a taste that another tab has learned takes to be heard of again from the worker. */
const ADOPTED_MS = 2000;

/** What this tab knew last that was kept. @type {any} */
let known = {};
let [timer, tasteTimer, tasteSeen, practiceSeen, adoptedAt] = [0, 0, "", 0, -Infinity];

export function startKept() {
  for (const chosen of /** @type {const} */ (["brush-chosen", "settings-chosen", "fold-chosen", "keys-chosen"])) on(chosen, keepPrefs);
  // How a brush is held, and its colour, is worth keeping once it was painted with.
  on("pointer-down", () => { clearTimeout(timer); timer = setTimeout(keepPrefs, PAUSE_MS); });
  on("status", ({ judged, policySteps, beliefs, practice }) => {
    if (practice !== practiceSeen && practice > 0) keepPractice();
    practiceSeen = practice;
    const seen = JSON.stringify([judged, policySteps, beliefs]);
    if (seen !== tasteSeen && tasteSeen && performance.now() - adoptedAt > ADOPTED_MS) {
      document.body.dataset.keeping = "taste";
      tasteTimer ||= setTimeout(keepTaste, PAUSE_MS);
    }
    tasteSeen = seen;
  });
  // There may be no later.
  const leave = () => { if (tasteTimer && !hasStopped()) keepTaste(); };
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("pagehide", leave);
  onTold("prefs", adoptBrushes);
  onTold("taste", adoptTaste);
}

/** How the person paints, and what the partner paints with. @returns {Record<string, any>} */
const prefs = () => ({ ...brushPrefs(), partnerBrush: partnerBrush(), manner: partnerSettings(), folds: folds(), singleKeys: singleKeys() });

/** @param {any} kept - as from an earlier visit */
export function usePrefs(kept) {
  setBrushPrefs(kept);
  setPartnerBrush(String(kept?.partnerBrush ?? ""));
  setPartnerSettings(kept?.manner);
  setFolds(kept?.folds);
  setSingleKeys(kept?.singleKeys);
  known = prefs();
}

/** Keeps what was changed here, and takes the brushes that came or went in another tab. */
async function keepPrefs() {
  clearTimeout(timer);
  if (!limner.page) return;
  try {
    let [changed, came] = [false, false];
    await change("prefs", (kept) => {
      const theirs = kept?.tools;
      came = Boolean(theirs) && !same(theirs, known.tools);
      if (came) limner.hand.reconcile(known.tools ?? new Uint8Array(), theirs);
      const now = prefs();
      const news = Object.entries(now).filter(([name, value]) => !same(value, (name === "tools" && came ? theirs : known[name])));
      changed = news.length > 0;
      known = now;
      return changed ? { ...kept, ...Object.fromEntries(news) } : kept;
    });
    if (came) emit("brushes-came");
    if (changed) tellTabs({ kind: "prefs" });
  } catch (error) {
    console.info("not kept:", error);
  }
}

/**
 * Brushes came, went or are held otherwise in another tab. Nothing is written: two tabs that answered each other would
 * never end.
 */
async function adoptBrushes() {
  try {
    const theirs = (await get("meta", "prefs"))?.tools;
    if (!limner.page || !theirs) return;
    const isKept = same(brushPrefs().tools, known.tools);
    limner.hand.reconcile(known.tools ?? new Uint8Array(), theirs);
    // What was changed here, too, is yet to be kept.
    if (isKept) known.tools = brushPrefs().tools;
    emit("brushes-came");
  } catch (error) {
    console.info("not adopted:", error);
  }
}

/** @param {any} a @param {any} b */
function same(a, b) {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return JSON.stringify(a) === JSON.stringify(b);
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** What was learned last is kept. */
async function keepTaste() {
  clearTimeout(tasteTimer);
  tasteTimer = 0;
  const taste = limner.partner.tasteState();
  try {
    let changed = false;
    await change("taste", (kept) => {
      changed = !same(kept, taste);
      return changed ? taste : kept;
    });
    if (changed) tellTabs({ kind: "taste" });
  } catch (error) {
    console.info("not kept:", error);
  }
  if (!tasteTimer) delete document.body.dataset.keeping;
}

/** Another tab has learned: this one goes on from there. */
async function adoptTaste() {
  try {
    const taste = await get("meta", "taste");
    if (!taste?.length || same(taste, limner.partner.tasteState())) return;
    adoptedAt = performance.now();
    limner.partner.setTasteState(taste);
  } catch (error) {
    console.info("not adopted:", error);
  }
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
