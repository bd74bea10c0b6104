// Designs by name in this browser, and as files.

import { sayDesign as say } from "./design-text.en.js";
import { startKept } from "./kept-things.js";
import { toast } from "./toast.js";

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {() => Promise<void>} opened
 * @returns what opens a design's bytes, under a name
 */
export const startKeptDesigns = (part, ask, opened) => startKept(part, {
  key: "designs",
  most: 50,
  maxBytes: 4 << 20,
  ending: "limnerdesign",
  remove: "forget",
  say,
  tell: (text) => { toast(text); },
  encoded: async () => {
    const bytes = await ask("encode");
    if (bytes.length === 0) toast(say("needs"));
    return bytes;
  },
  open: async (bytes, name) => {
    await ask("open", bytes);
    part("name").value = name;
    await opened();
  },
  refused: () => { toast(say("notADesign"), { kind: "trouble", code: "not_a_design" }); },
});
