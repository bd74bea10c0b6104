// How the partner paints, as the person wants it: controls of its card that are kept between visits and
// hold for every painting.

import { el, emit, limner, on } from "./handle.js";
import { say } from "./say.js";

/** What a stroke must bring for each step of the slider, in millionths of what the empty paper lacks. */
const PRICES = [10_000, 4000, 1600, 640, 250, 100, 40, 0];

export function startManner() {
  for (const id of ["detail", "follow", "polish"]) {
    el(id).addEventListener(id === "detail" ? "input" : "change", () => { apply(); emit("manner-chosen"); });
  }
  on("opened", apply);
}

/** What is kept. */
export const manner = () => ({ detail: el("detail").value, follow: el("follow").checked, polish: el("polish").checked });

/** @param {any} kept - as from `manner`, or nothing */
export function setManner(kept) {
  if (kept?.detail !== undefined) el("detail").value = String(kept.detail);
  for (const id of ["follow", "polish"]) if (typeof kept?.[id] === "boolean") el(id).checked = kept[id];
}

function apply() {
  const step = Number(el("detail").value);
  const spoken = say("card.detailValue", { step, steps: PRICES.length - 1 });
  el("detail-value").textContent = spoken;
  el("detail").setAttribute("aria-valuetext", spoken);
  limner.page?.setPrice(PRICES[step]);
  limner.page?.setFollow(el("follow").checked);
  limner.page?.setPolish(el("polish").checked);
}
