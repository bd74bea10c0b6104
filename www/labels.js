// Puts words and icons where the HTML asks for them: data-text is content, data-label a name for
// screen readers and the tooltip, data-icon a symbol of index.html.

import { say } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";

export function label() {
  for (const node of document.querySelectorAll("[data-text]")) {
    node.textContent = say(/** @type {HTMLElement} */ (node).dataset.text);
  }
  for (const node of document.querySelectorAll("[data-label]")) {
    const text = say(/** @type {HTMLElement} */ (node).dataset.label, { from: 0, to: 0 });
    node.setAttribute("aria-label", text);
    // A tooltip where nothing else says it; the stage and whole panels need none.
    if (node.matches("button, input, select")) /** @type {HTMLElement} */ (node).title = text;
  }
  for (const node of document.querySelectorAll("[data-icon]")) {
    node.prepend(icon(/** @type {HTMLElement} */ (node).dataset.icon));
  }
}

/** @param {string} name */
export function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS(SVG, tag));
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
