// How the partner paints, as the person wants it: controls of its card that are kept between visits and
// hold for every painting.

import { el, emit, limner, on } from "./handle.js";

export function startManner() {
  el("polish").addEventListener("change", () => { apply(); emit("manner-chosen"); });
  on("opened", apply);
}

/** What is kept. */
export const manner = () => ({ polish: el("polish").checked });

/** @param {any} kept - as from `manner`, or nothing */
export function setManner(kept) {
  if (typeof kept?.polish === "boolean") el("polish").checked = kept.polish;
}

function apply() {
  limner.page?.setPolish(el("polish").checked);
}
