// What a sheet keeps by name in this browser, and as files: designs, and what was learned from cards. It is the person's own,
// beside their brushes.

import { change, get } from "./database.js";
import { handOver } from "./download.js";
import { troubleOf } from "./handle.js";
import { troubleToast } from "./toast.js";

/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> }} Kept */

/**
 * @typedef {object} Keeping
 * @property {string} key - of the database
 * @property {number} most - more are not kept: the oldest goes
 * @property {number} maxBytes - of a file that is looked at
 * @property {string} ending - of files
 * @property {string} remove - the part that removes what is chosen
 * @property {(word: any, values?: any) => string} say - the sheet's words `kept`, `notKept`, `exported`, `untitled`, `choose`
 * @property {(text: string) => void} tell
 * @property {(name: string) => Promise<Uint8Array<ArrayBuffer>>} encoded - none where there is nothing, which it says itself
 * @property {(bytes: Uint8Array, name: string) => Promise<void>} open
 * @property {() => void} refused - says that a file is none of these
 * @property {(name: string) => Promise<void>} [kept] - what is done once it is kept under a name
 */

/**
 * @param {(name: string) => any} part - `name`, `keep`, `kept`, `export`, `import`, `file` and the one that removes
 * @param {Keeping} keeping
 * @returns what opens bytes under a name, and says what is wrong with them
 */
export function startKept(part, { key, most, maxBytes, ending, remove, say, tell, encoded, open, refused, kept: after }) {
  const named = () => (part("name").value = part("name").value.trim() || say("untitled"));
  /** @param {Uint8Array} bytes @param {string} name */
  const opened = async (bytes, name) => {
    try {
      await open(bytes, name);
    } catch (error) {
      const { code, detail } = troubleOf(error);
      if (code === "unknown" || code === "out_of_range") refused();
      else troubleToast(code, detail);
    }
  };
  /** @param {string} name - that is chosen */
  const list = async (name) => {
    const options = (await there()).map((one) => option(one.name, one.name));
    part("kept").replaceChildren(option("", say("choose")), ...options);
    part("kept").value = name;
    part("kept").disabled = part(remove).disabled = options.length === 0;
  };
  const there = async () => all(await get("meta", key).catch(() => []));
  part("keep").addEventListener("click", async () => {
    const name = named();
    const bytes = await encoded(name);
    if (bytes.length === 0) return;
    try {
      await change(key, (kept) => [...all(kept).filter((one) => one.name !== name), { name, bytes }].slice(-most));
      await after?.(name);
      tell(say("kept", { name }));
      await list(name);
    } catch (error) {
      console.info("not kept:", error);
      tell(say("notKept"));
    }
  });
  part("kept").addEventListener("change", async () => {
    const kept = (await there()).find(({ name }) => name === part("kept").value);
    if (kept) await opened(kept.bytes, kept.name);
  });
  part(remove).addEventListener("click", async () => {
    const name = part("kept").value;
    await change(key, (kept) => all(kept).filter((one) => one.name !== name)).catch((error) => console.info("not removed:", error));
    list("");
  });
  part("export").addEventListener("click", async () => {
    const name = named();
    const bytes = await encoded(name);
    if (bytes.length === 0) return;
    handOver(name, ending, "application/octet-stream", bytes);
    tell(say("exported"));
  });
  part("import").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", async () => {
    const [file] = part("file").files;
    if (!file) return;
    if (file.size > maxBytes) refused();
    else await opened(new Uint8Array(await file.arrayBuffer()), file.name.replace(`.${ending}`, ""));
    // The same file may be chosen again.
    part("file").value = "";
  });
  list("");
  return opened;
}

/** What was kept, if it is what a sheet keeps. @param {any} kept @returns {Kept[]} */
export const all = (kept) => (Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && one.bytes instanceof Uint8Array) : []);

/** @param {string} value @param {string} textContent */
const option = (value, textContent) => Object.assign(document.createElement("option"), { value, textContent });
