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

/** The lesson of the last time, if there is one. @returns {Promise<import("./kept-things.js").Kept | undefined>} */
export const lastLesson = async () => all([await get("meta", LAST).catch(() => undefined)])[0];
