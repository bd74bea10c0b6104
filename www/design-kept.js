// Designs by name in this browser, and as files. They are the person's own, beside their brushes.

import { change, get } from "./database.js";
import { sayDesign as say } from "./design-text.en.js";
import { handOver } from "./download.js";
import { troubleOf } from "./handle.js";
import { toast, troubleToast } from "./toast.js";

const KEY = "designs";
/** More than so many are not kept: the oldest goes. */
const MOST = 50;
const MAX_BYTES = 4 << 20;

/** @typedef {{ name: string, bytes: Uint8Array<ArrayBuffer> }} Kept */

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {() => Promise<void>} opened
 * @returns what opens a design's bytes, under a name
 */
export function startKeptDesigns(part, ask, opened) {
  /** @param {Uint8Array} bytes @param {string} name */
  const open = async (bytes, name) => {
    try {
      await ask("open", bytes);
      part("name").value = name;
      await opened();
    } catch (error) {
      const { code, detail } = troubleOf(error);
      if (code === "unknown" || code === "out_of_range") toast(say("notADesign"), { kind: "trouble", code: "not_a_design" });
      else troubleToast(code, detail);
    }
  };
  part("keep").addEventListener("click", async () => {
    const bytes = await ask("encode");
    if (bytes.length === 0) return void toast(say("needs"));
    const name = part("name").value.trim() || say("untitled");
    part("name").value = name;
    try {
      await change(KEY, (kept) => [...all(kept).filter((one) => one.name !== name), { name, bytes }].slice(-MOST));
      toast(say("kept", { name }));
      await list(part, name);
    } catch (error) {
      console.info("not kept:", error);
      toast(say("notKept"));
    }
  });
  part("kept").addEventListener("change", async () => {
    const kept = all(await get("meta", KEY).catch(() => [])).find(({ name }) => name === part("kept").value);
    if (kept) await open(kept.bytes, kept.name);
  });
  part("forget").addEventListener("click", async () => {
    const name = part("kept").value;
    await change(KEY, (kept) => all(kept).filter((one) => one.name !== name)).catch((error) => console.info("not removed:", error));
    list(part, "");
  });
  part("export").addEventListener("click", async () => {
    const bytes = await ask("encode");
    if (bytes.length === 0) return void toast(say("needs"));
    handOver(part("name").value.trim() || say("untitled"), "limnerdesign", "application/octet-stream", bytes);
    toast(say("exported"));
  });
  part("import").addEventListener("click", () => {
    const input = Object.assign(document.createElement("input"), { type: "file", accept: ".limnerdesign,application/octet-stream" });
    input.addEventListener("change", async () => {
      const [file] = input.files ?? [];
      if (!file) return;
      if (file.size > MAX_BYTES) toast(say("notADesign"), { kind: "trouble", code: "not_a_design" });
      else await open(new Uint8Array(await file.arrayBuffer()), file.name.replace(/\.limnerdesign$/, ""));
    });
    input.click();
  });
  list(part, "");
  return open;
}

/** What was kept, if it is what this page keeps. @param {any} kept @returns {Kept[]} */
const all = (kept) => (Array.isArray(kept) ? kept.filter((one) => typeof one?.name === "string" && one.bytes instanceof Uint8Array) : []);

/** @param {(name: string) => any} part @param {string} name - that is chosen */
async function list(part, name) {
  const kept = all(await get("meta", KEY).catch(() => []));
  const options = kept.map((one) => Object.assign(document.createElement("option"), { value: one.name, textContent: one.name }));
  part("kept").replaceChildren(Object.assign(document.createElement("option"), { value: "", textContent: say("choose") }), ...options);
  part("kept").value = name;
  part("kept").disabled = part("forget").disabled = kept.length === 0;
}
