// The last visit: what was on the canvas, and whether the page died of opening something.

import { change, get, put } from "./database.js";
import { newId } from "./handle.js";
import { checkpoint } from "./journal.js";

/** What a page that is gone takes to be seen gone. */
const GONE_MS = 400;

/** What this page's marks are known by. */
const mine = newId();
/** What others see by that this page is still there: it has its lock until then. @type {Promise<unknown> | undefined} */
let alive;

/** @typedef {{ id: string, name: string, bytes?: Uint8Array, hash?: string }} Mark */

/** What pages are opening, by what they are known by. A page of an earlier version had one mark for all. @param {any} kept @returns {Record<string, Mark>} */
const marksOf = (kept) => (typeof kept?.id === "string" ? { "": kept } : kept ?? {});

/** @param {string} page */
const lockOf = (page) => `limner-opening-${page}`;

/** Lets others see that this page is there. */
const showAlive = () => new Promise((resolve) => {
  if (!navigator.locks) return resolve(undefined);
  navigator.locks.request(lockOf(mine), () => { resolve(undefined); return new Promise(() => {}); }).catch(resolve);
});

/** Whether a page is there that is opening something. Where there are no locks nobody can tell: it is not. @param {string} page */
async function isAlive(page) {
  if (!navigator.locks) return false;
  return navigator.locks.request(lockOf(page), { signal: AbortSignal.timeout(GONE_MS) }, () => false).catch(() => true);
}

/**
 * Notes that a painting is being opened that opens by itself: a page that dies of it is not to try again.
 * @param {{ id: string, name: string, bytes: Uint8Array }} painting @param {"link" | "restore"} origin
 */
export async function beginsOpening({ id, name, bytes }, origin) {
  const mark = origin === "link" ? { id, name, bytes, hash: location.hash } : { id, name };
  try {
    await (alive ??= showAlive());
    await change("opening", (kept) => ({ ...marksOf(kept), [mine]: mark }));
  } catch (error) {
    console.info("not noted:", error);
  }
}

/** It is open, or never will be; another may be on its way meanwhile. @param {string} id */
export async function endsOpening(id) {
  try {
    await change("opening", (kept) => (marksOf(kept)[mine]?.id === id ? without(kept, [mine]) : kept));
  } catch (error) {
    console.info("not noted:", error);
  }
}

/** @param {any} kept @param {string[]} pages */
const without = (kept, pages) => Object.fromEntries(Object.entries(marksOf(kept)).filter(([page]) => !pages.includes(page)));

/** Paintings that were being opened when their pages died: they are among the earlier paintings from now on. @returns {Promise<Mark[]>} */
async function unopened() {
  const marks = Object.entries(marksOf(await get("meta", "opening")));
  const are = await Promise.all(marks.map(([page]) => isAlive(page)));
  const dead = marks.filter((_, i) => !are[i]);
  if (dead.length === 0) return [];
  for (const [, { id, name, bytes }] of dead) {
    if (!bytes) continue;
    const card = { id, name, updated: Date.now(), bytes: bytes.length };
    await checkpoint({ id, epoch: 1 }, 0, bytes, { card, target: { choice: undefined }, first: true });
  }
  await change("opening", (kept) => without(kept, dead.map(([page]) => page)));
  return dead.map(([, mark]) => mark);
}

/** A painting that came with the page, told from any other, a damaged copy as well. May throw. @param {string} painting - as a link has it */
async function held(painting) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(painting));
  return `held-${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Notes as what a painting that came with the page is gone on with. @param {string} painting @param {string} id */
export const goesOnWith = async (painting, id) => put("meta", await held(painting), id);

/** As what it was gone on with, if it was. @param {string} painting @returns {Promise<string | undefined>} */
export const goneOnWith = async (painting) => get("meta", await held(painting));

/** What was there at the last visit: ids of paintings, the likeliest first, the taste, how the person and the partner paint. May throw. */
export async function restored() {
  const [current, taste, prefs, practised, rounds] = await Promise.all(
    ["current", "taste", "prefs", "practised", "rounds"].map((key) => get("meta", key)));
  return { current: [ofThisTab(), current].filter(Boolean), taste, prefs, practised, rounds, unopened: await unopened() };
}

/** What this tab wrote last, which another may have overtaken in the store. @returns {string | null} */
function ofThisTab() {
  try {
    return sessionStorage.getItem("limner");
  } catch {
    // Forbidden.
    return null;
  }
}

/** Notes what this tab writes. @param {string} id */
export function noteForThisTab(id) {
  try {
    sessionStorage.setItem("limner", id);
  } catch {
    // Forbidden.
  }
}

let asked = false;

/** Browsers may delete what is kept when they need room: not what the person's hand has made, if they may be asked. */
export async function askToPersist() {
  if (asked) return;
  asked = true;
  try {
    if (!navigator.storage?.persist || (await navigator.storage.persisted()) || (await get("meta", "persist-asked"))) return;
    await put("meta", "persist-asked", true);
    document.body.dataset.persisted = String(await navigator.storage.persist());
  } catch (error) {
    console.info("not asked:", error);
  }
}
