// Where the page's wasm half trapped nothing of it can be called any more: frames and input end, what was saved last
// stays as it is, and the person is offered to go on from there, or to take it along.

import { handOver } from "./download.js";
import { el, hasStopped, limner } from "./handle.js";
import { readPainting } from "./journal.js";
import { say } from "./say.js";

export function startStopped() {
  const look = (/** @type {unknown} */ error) => { if (error instanceof WebAssembly.RuntimeError) stop(); };
  addEventListener("error", ({ error }) => look(error));
  addEventListener("unhandledrejection", ({ reason }) => look(reason));
  el("stopped-dialog").addEventListener("cancel", (event) => event.preventDefault());
  el("stopped-reload").addEventListener("click", () => location.reload());
  el("stopped-download").addEventListener("click", download);
}

function stop() {
  if (hasStopped()) return;
  const { dataset } = document.body;
  dataset.stopped = "trapped";
  for (const open of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (open).close();
  el("stopped-words").textContent = say(dataset.saved === "saved" ? "stopped.words" : "stopped.unsaved");
  el("stopped-dialog").showModal();
}

/** The journal as it was saved last: made without the half that trapped. Where nothing is kept, it may still answer. */
async function download() {
  const kept = await readPainting(limner.id, false).catch(() => undefined);
  try {
    handOver(kept?.card.name ?? "", "limner", "application/octet-stream", kept?.journal ?? limner.page.file());
    el("stopped-words").textContent = say("share.fileDone");
  } catch (error) {
    console.info("no file:", error);
    el("stopped-words").textContent = say("stopped.nothing");
  }
}
