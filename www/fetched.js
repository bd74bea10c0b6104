// What is fetched only when somebody asks for it.

import { el } from "./handle.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

export function startFetched() {
  el("design").addEventListener("click", async () => {
    try {
      const { openDesign } = await import("./design.js");
      await openDesign();
    } catch (error) {
      console.info("not fetched:", error);
      toast(say("top.designFailed"), { kind: "trouble", code: "design_not_fetched" });
    }
  });
}
