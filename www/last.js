// The last visit: what was on the canvas, and whether the page died of opening something.

import { get, put, remove } from "./database.js";
import { checkpoint } from "./journal.js";

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
  if (bytes) {
    const card = { id, name, updated: Date.now(), bytes: bytes.length };
    await checkpoint({ id, epoch: 1 }, 0, bytes, { card, target: { choice: undefined }, first: true });
  }
  await remove("meta", "opening");
  return { id, name, hash };
}

/** A painting that came with the page, told from others by its length and its ends. @param {string} painting - as a link has it */
const held = (painting) => `held-${painting.length}-${painting.slice(0, 32)}-${painting.slice(-32)}`;

/** Notes as what a painting that came with the page is gone on with. @param {string} painting @param {string} id */
export const goesOnWith = (painting, id) => put("meta", held(painting), id);

/** As what it was gone on with, if it was. @param {string} painting @returns {Promise<string | undefined>} */
export const goneOnWith = (painting) => get("meta", held(painting));

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
