// The parts of the card that fold away: which are open is kept between visits.

import { el, emit } from "./handle.js";

const IDS = /** @type {const} */ (["mood", "taste", "practice", "manner", "curves"]);

export function startFolds() {
  for (const id of IDS) el(id).addEventListener("toggle", () => emit("fold-chosen"));
}

/** What is kept: whether each is open, by its id. */
export const folds = () => Object.fromEntries(IDS.map((id) => [id, el(id).open]));

/** @param {any} kept - as from `folds`, or nothing */
export function setFolds(kept) {
  for (const id of IDS) if (typeof kept?.[id] === "boolean") el(id).open = kept[id];
}
