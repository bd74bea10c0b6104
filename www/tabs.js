// Several tabs on one painting: one of them writes it, the others show it, and say so. Where the browser has locks
// they say who writes; without (on plain http) the one that opened it last does, which the store's epoch decides. And
// tabs tell each other what they keep of the person's own.

import { el, emit, limner, on } from "./handle.js";
import { setText } from "./labels.js";
import { say } from "./say.js";

/** What a page that was reloaded takes to let a painting go; and a tab that is asked to, which writes its last strokes. */
const [LEAVE_MS, YIELD_MS] = [400, 1500];
/** Parts of the page that change the painting. */
const CHANGING = /** @type {const} */ (["rail", "card", "painting-name", "undo", "redo", "clear", "branch", "dock-start", "dock-no", "dock-yes", "question", "point-menu", "patch", "places"]);

/** @typedef {{ kind: "yield", id: string } | { kind: "claimed", id: string, epoch: number } | { kind: "prefs" | "tastes" | "taste" | "paintings" }} Message */

const channel = "BroadcastChannel" in self ? new BroadcastChannel(`limner ${new URL(".", location.href).pathname}`) : undefined;
/** What lets a painting go that this tab has the lock of, by its id. @type {Map<string, () => void>} */
const held = new Map();
/** What is on its way to this tab: an empty painting may be there until then. */
let coming = "";
/** The epoch that this tab writes its painting in; none where it doesn't. */
let epoch = 0;

/** @param {Message} message - for all other tabs of this page */
export const tellTabs = (message) => channel?.postMessage(message);

/** @param {Message["kind"]} kind @param {(message: any) => void} hear */
export function onTold(kind, hear) {
  channel?.addEventListener("message", ({ data }) => { if (data?.kind === kind) hear(data); });
}

/**
 * @param {{ settle: () => Promise<unknown>, takeOver: (id: string) => Promise<unknown>, copy: () => void, unsaved: () => boolean }} store - writes what
 * is not written yet; opens the painting to be written here; goes on with another one like it; whether strokes are not in the store
 */
export function startTabs({ settle, takeOver, copy, unsaved }) {
  el("take-over").addEventListener("click", async () => {
    // Pressed twice it would be taken from this tab itself.
    el("take-over").disabled = true;
    await takeOver(limner.id);
    el("take-over").disabled = false;
  });
  el("work-on-copy").addEventListener("click", () => { setReadOnly(""); copy(); });
  onTold("yield", async ({ id }) => {
    if (id !== limner.id || isReadOnly()) return;
    setReadOnly("taken");
    await settle();
    letGo(id);
    if (id === limner.id && unsaved()) setReadOnly("left");
  });
  onTold("claimed", (other) => {
    if (other.id !== limner.id || isReadOnly()) return;
    if (other.epoch > epoch) emit("superseded");
    // Who claimed it earlier may be open later.
    else tellTabs({ kind: "claimed", id: limner.id, epoch });
  });
  on("superseded", () => setReadOnly(unsaved() ? "left" : "taken"));
  on("opened", ({ id, kept }) => {
    for (const other of [...held.keys()]) if (other !== id && other !== coming) letGo(other);
    if (id === coming) coming = "";
    setReadOnly(kept && !kept.writes ? "elsewhere" : "");
    epoch = kept?.writes ? kept.epoch : 0;
    if (epoch && !navigator.locks) tellTabs({ kind: "claimed", id, epoch });
    if (!kept) holdOwn(id);
  });
}

/** As `hold`, of a painting that is about to be opened: it is this tab's until it is, or is let go. @param {string} id @param {boolean} force */
export function holdToOpen(id, force) {
  coming = id;
  return hold(id, force);
}

/** Whether a painting is this tab's to write, as far as locks say so. @param {string} id */
export const holds = (id) => !navigator.locks || held.has(id);

/** Whether the painting is only shown here. */
export const isReadOnly = () => document.body.dataset.readOnly !== undefined;

/**
 * Takes a painting to be written here, and says whether it may be: by force, once the tab that has it had time to
 * write its last strokes.
 * @param {string} id @param {boolean} [force] @returns {Promise<boolean>}
 */
async function hold(id, force = false) {
  if (!navigator.locks || held.has(id)) return true;
  if (force) tellTabs({ kind: "yield", id });
  const waits = new AbortController();
  // Where nobody has it, a machine that is busy takes its time to give it.
  const giveUp = async () => { if (await isHeld(id)) waits.abort(); else timer = setTimeout(giveUp, LEAVE_MS); };
  let timer = setTimeout(giveUp, force ? YIELD_MS : LEAVE_MS);
  const given = await request(id, { signal: waits.signal });
  clearTimeout(timer);
  return given || (force && request(id, { steal: true }));
}

/** Takes a painting that no other tab can know of yet. @param {string} id */
export function holdOwn(id) {
  if (navigator.locks && !held.has(id)) request(id, {});
}

/** Whether any tab has a painting's lock. @param {string} id */
const isHeld = async (id) => (await navigator.locks.query()).held?.some(({ name }) => name === `limner-${id}`) ?? false;

/** @param {string} id @param {LockOptions} options @returns {Promise<boolean>} */
function request(id, options) {
  return new Promise((resolve) => {
    /** @type {(() => void) | undefined} */
    let mine;
    const has = (/** @type {Lock | null} */ lock) => {
      if (!lock) return undefined;
      resolve(true);
      return new Promise((release) => { held.set(id, (mine = () => release(undefined))); });
    };
    navigator.locks.request(`limner-${id}`, options, has).catch(() => {
      resolve(false);
      // Another tab took it by force.
      if (!mine || held.get(id) !== mine) return;
      held.delete(id);
      if (limner.id === id) emit("superseded");
    });
  });
}

/** @param {string} id */
export function letGo(id) {
  if (id === coming) coming = "";
  const release = held.get(id);
  held.delete(id);
  release?.();
}

/**
 * Shows the painting, or paints on it. @param {"" | "elsewhere" | "taken" | "left"} why - it is open in another tab; another
 * tab took it; and strokes of this one are not in it
 */
function setReadOnly(why) {
  const { body } = document;
  if (why) {
    body.dataset.readOnly = why;
    limner.hand?.pointerUp(performance.now());
    limner.partner?.pause();
  } else {
    delete body.dataset.readOnly;
  }
  for (const id of CHANGING) el(id).toggleAttribute("inert", why !== "");
  el("elsewhere").hidden = why === "";
  el("take-over").hidden = why === "left";
  if (why) setText(el("elsewhere-text"), say(`tabs.${why}`));
}
