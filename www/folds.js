// The parts of the card that fold away: which are open is kept between visits.

import { el, emit, within } from "./handle.js";

const IDS = /** @type {const} */ (["mood", "taste", "practice", "manner", "curves"]);

export function startFolds() {
  for (const id of IDS) {
    el(id).addEventListener("toggle", () => emit("fold-chosen"));
    // By the time of the next frame it is open: what came below the card's edge is brought to sight.
    within(el(id), "summary").addEventListener("click", () => requestAnimationFrame(() => { if (el(id).open) el(id).scrollIntoView({ block: "nearest" }); }));
  }
}

/** What is kept: whether each is open, by its id. */
export const folds = () => Object.fromEntries(IDS.map((id) => [id, el(id).open]));

/** @param {any} kept - as from `folds`, or nothing */
export function setFolds(kept) {
  for (const id of IDS) if (typeof kept?.[id] === "boolean") el(id).open = kept[id];
}
