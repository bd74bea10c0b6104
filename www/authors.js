// Whose strokes are seen: both, the person's, the partner's, or the partner's faintly. A way of looking
// that ends when the person paints; the painting itself decides when, and says so in its status.

import { el, limner, on, within } from "./handle.js";
import { say } from "./say.js";

export function startAuthors() {
  for (const radio of document.querySelectorAll("input[name=shown]")) {
    radio.addEventListener("change", () => show(/** @type {HTMLInputElement} */ (radio).value));
  }
  el("shown-all").addEventListener("click", () => show("both"));
  on("to-now", () => refresh(limner.page.status()));
  on("status", refresh);
}

/** @param {string} who */
function show(who) {
  limner.view.setShown(who);
  refresh(limner.page.status());
}

/** @param {import("./handle.js").Status} status */
function refresh({ shown }) {
  if (document.body.dataset.shown === shown) return;
  document.body.dataset.shown = shown;
  /** @type {HTMLInputElement} */ (el(`shown-${shown}`)).checked = true;
  el("shown-all").hidden = shown === "both";
  if (shown !== "both") within(el("shown-all"), "span").textContent = say(`shown.${shown}Now`);
}
