// What was learned from cards by name in this browser, and as files.

import { get, put } from "./database.js";
import { sayImagine as say } from "./imagine-text.en.js";
import { all, startKept } from "./kept-things.js";
import { toast } from "./toast.js";

/** What was learned last, under whichever name or none: a page that is closed on the way goes on from there. */
const LAST = "lesson";

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {() => Promise<void>} opened @param {(text: string) => void} tell - what lies above the page covers its messages
 */
export const startKeptLessons = (part, ask, opened, tell) => startKept(part, {
  key: "lessons",
  most: 20,
  maxBytes: 2 << 20,
  ending: "limnerdoodles",
  remove: "remove",
  say,
  tell,
  encoded: async (name) => {
    const bytes = await ask("encode", name).catch(() => []);
    if (bytes.length === 0) tell(say("nothingLearned"));
    return bytes;
  },
  kept: (name) => keepLast(ask, name),
  open: async (bytes, name) => {
    await ask("stop");
    await ask("open", bytes);
    part("name").value = name;
    await opened();
    tell(say("opened", { name }));
  },
  refused: () => {
    tell(say("notALesson"));
    toast(say("notALesson"), { kind: "trouble", code: "not_a_lesson" });
  },
});

/** Keeps the lesson as it stands, for when the page is opened again. @param {(call: string, ...args: any[]) => Promise<any>} ask @param {string} name */
export async function keepLast(ask, name) {
  try {
    const bytes = await ask("encode", name);
    await put("meta", LAST, bytes.length > 0 ? { name, bytes } : null);
  } catch (error) {
    console.info("not kept:", error);
  }
}

/** Under which name cards are kept that nothing was learned from yet. */
const CARDS = "cards";
/** Numbers of a stroke at most: more were never drawn by hand. */
const MOST_NUMBERS = 30_000;

/** Keeps what is drawn on cards. @param {import("./pads.js").Stroke[][]} cards */
export const keepCards = (cards) => put("meta", CARDS, cards).catch((error) => console.info("not kept:", error));

/** What was drawn on cards, at most so many; none where what is kept is nothing of that kind. @param {number} most @returns {Promise<import("./pads.js").Stroke[][]>} */
export async function keptCards(most) {
  const kept = await get("meta", CARDS).catch(() => undefined);
  const isStroke = (/** @type {any} */ one) => Number.isFinite(one?.color) && Array.isArray(one.points) && one.points.length > 0 && one.points.length % 3 === 0
    && one.points.length <= MOST_NUMBERS && one.points.every(Number.isFinite);
  return Array.isArray(kept) ? kept.slice(0, most).map((card) => (Array.isArray(card) ? card.filter(isStroke) : [])) : [];
}

/** The lesson of the last time, if there is one. @returns {Promise<import("./kept-things.js").Kept | undefined>} */
export const lastLesson = async () => all([await get("meta", LAST).catch(() => undefined)])[0];
