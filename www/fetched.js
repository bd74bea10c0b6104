// What is fetched only when somebody asks for it.

import { el } from "./handle.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

export function startFetched() {
  opens("design", async () => (await import("./design.js")).openDesign(), "top.designFailed");
  opens("imagine", async () => (await import("./imagine.js")).openImagine(), "top.imagineFailed");
}

/** @param {"design" | "imagine"} id @param {() => Promise<void>} open @param {string} failed */
function opens(id, open, failed) {
  el(id).addEventListener("click", () => open().catch((error) => {
    console.info("not fetched:", error);
    toast(say(failed), { kind: "trouble", code: `${id}_not_fetched` });
  }));
}
