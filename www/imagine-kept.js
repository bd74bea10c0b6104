// What was learned from cards by name in this browser, and as files. It is the person's own, beside their brushes.

import { change, get, put } from "./database.js";
import { handOver } from "./download.js";
import { troubleOf } from "./handle.js";
import { sayImagine as say } from "./imagine-text.en.js";
import { toast, troubleToast } from "./toast.js";

const KEY = "lessons";
/** What was learned last, under whichever name or none: a page that is closed on the way goes on from there. */
const LAST = "lesson";
/** More than so many are not kept: the oldest goes. */
const MOST = 20;
const MAX_BYTES = 2 << 20;
const ENDING = "limnerdoodles";

/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> }} Kept */

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {() => Promise<void>} opened @param {(text: string) => void} tell - what lies above the page covers its messages
 */
export function startKeptLessons(part, ask, opened, tell) {
  const notALesson = () => {
    tell(say("notALesson"));
    toast(say("notALesson"), { kind: "trouble", code: "not_a_lesson" });
  };
  const named = () => (part("name").value = part("name").value.trim() || say("untitled"));
  /** @param {Uint8Array} bytes @param {string} name */
  const open = async (bytes, name) => {
    try {
      await ask("stop");
      await ask("open", bytes);
      part("name").value = name;
      await opened();
      tell(say("opened", { name }));
    } catch (error) {
      const { code, detail } = troubleOf(error);
      if (code === "unknown" || code === "out_of_range") notALesson();
      else troubleToast(code, detail);
    }
  };
  /** What was learned as bytes, or a word that nothing was. @param {string} name */
  const encoded = async (name) => {
    const bytes = await ask("encode", name).catch(() => []);
    if (bytes.length === 0) tell(say("nothingLearned"));
    return bytes;
  };
  part("keep").addEventListener("click", async () => {
    const name = named();
    const bytes = await encoded(name);
    if (bytes.length === 0) return;
    try {
      await change(KEY, (kept) => [...all(kept).filter((one) => one.name !== name), { name, bytes }].slice(-MOST));
      await keepLast(ask, name);
      tell(say("kept", { name }));
      await list(part, name);
    } catch (error) {
      console.info("not kept:", error);
      tell(say("notKept"));
    }
  });
  part("kept").addEventListener("change", async () => {
    const kept = all(await get("meta", KEY).catch(() => [])).find(({ name }) => name === part("kept").value);
    if (kept) await open(kept.bytes, kept.name);
  });
  part("remove").addEventListener("click", async () => {
    const name = part("kept").value;
    await change(KEY, (kept) => all(kept).filter((one) => one.name !== name)).catch((error) => console.info("not removed:", error));
    list(part, "");
  });
  part("export").addEventListener("click", async () => {
    const name = named();
    const bytes = await encoded(name);
    if (bytes.length === 0) return;
    handOver(name, ENDING, "application/octet-stream", bytes);
    tell(say("exported"));
  });
  part("import").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", async () => {
    const [file] = part("file").files;
    if (!file) return;
    if (file.size > MAX_BYTES) notALesson();
    else await open(new Uint8Array(await file.arrayBuffer()), file.name.replace(`.${ENDING}`, ""));
    // The same file may be chosen again.
    part("file").value = "";
  });
  list(part, "");
}

/** Keeps the lesson as it stands, for when the page is opened again. @param {(call: string, ...args: any[]) => Promise<any>} ask @param {string} name */
export async function keepLast(ask, name) {
  try {
    const bytes = await ask("encode", name);
    await put("meta", LAST, bytes.length > 0 ? { name, bytes } : null);
  } catch (error) {
    console.info("not kept:", error);
  }
}

/** The lesson of the last time, if there is one. @returns {Promise<Kept | undefined>} */
export const lastLesson = async () => all([await get("meta", LAST).catch(() => undefined)])[0];

/** What was kept, if it is what this page keeps. @param {any} kept @returns {Kept[]} */
const all = (kept) => (Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && one.bytes instanceof Uint8Array) : []);

/** @param {(name: string) => any} part @param {string} name - that is chosen */
async function list(part, name) {
  const kept = all(await get("meta", KEY).catch(() => []));
  const options = kept.map((one) => Object.assign(document.createElement("option"), { value: one.name, textContent: one.name }));
  part("kept").replaceChildren(Object.assign(document.createElement("option"), { value: "", textContent: say("choose") }), ...options);
  part("kept").value = name;
  part("kept").disabled = part("remove").disabled = kept.length === 0;
}
