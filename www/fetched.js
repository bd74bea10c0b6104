// What is fetched only when somebody asks for it.

import { el } from "./handle.js";
import { LACKS } from "./home.js";
import { say } from "./say.js";
import { toast } from "./toast.js";

export function startFetched() {
  el("design").addEventListener("click", () => openDesign());
  el("imagine").hidden = LACKS.includes("imagine");
  el("imagine").addEventListener("click", () => opened("imagine", async () => (await import("./imagine.js")).openImagine(), "top.imagineFailed"));
  el("film").addEventListener("click", () => { el("share-menu").hidePopover(); opened("film", async () => (await import("./film.js")).openFilm(), "share.filmFailed"); });
  el("plotter").addEventListener("click", () => { el("share-menu").hidePopover(); opened("plotter", async () => (await import("./plotter.js")).openPlotter(), "share.plotterFailed"); });
}

/** Opens the sheet for motifs, with a design that came with a painting. @param {Uint8Array} [bytes] */
export const openDesign = (bytes) => opened("design", async () => (await import("./design.js")).openDesign(bytes), "top.designFailed");

/** @param {"design" | "film" | "imagine" | "plotter"} id @param {() => Promise<void>} open @param {string} failed */
async function opened(id, open, failed) {
  try {
    await open();
  } catch (error) {
    console.info("not fetched:", error);
    toast(say(failed), { kind: "trouble", code: `${id}_not_fetched` });
  }
}
