// Puts words and icons where the HTML asks for them: data-text is content, data-label a name for
// screen readers and the tooltip, data-icon a symbol of index.html.

import { within } from "./handle.js";
import { say } from "./say.js";

const SVG = "http://www.w3.org/2000/svg";

export function label() {
  for (const node of all("[data-text]")) {
    node.textContent = say(node.dataset.text ?? "");
  }
  for (const node of all("[data-label]")) {
    const text = say(node.dataset.label ?? "", { from: 0, to: 0 });
    node.setAttribute("aria-label", text);
    // A tooltip where nothing else says it; the stage and whole panels need none.
    if (node.matches("button, input, select")) node.title = text;
  }
  for (const node of all("[data-icon]")) {
    node.prepend(icon(node.dataset.icon ?? ""));
  }
}

/** @param {string} selector @returns {Iterable<HTMLElement>} */
const all = (selector) => document.querySelectorAll(selector);

/** Changes a button's symbol, where it is another: the browser builds it anew each time. @param {Element} button @param {string} name */
export function setIcon(button, name) {
  const use = within(button, "use");
  if (use.getAttribute("href") !== `#icon-${name}`) use.setAttribute("href", `#icon-${name}`);
}

/** Sets an attribute where it differs. @param {Element} node @param {string} name @param {string} value */
export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Sets text where it differs: else screen readers would hear it again, and the page be laid out again. @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A colour as CSS has it. @param {number} rgb - 0xRRGGBB */
export const hexOf = (rgb) => `#${rgb.toString(16).padStart(6, "0")}`;

/** A colour of the theme. Looked up once: asking for it makes the browser settle all styles. @param {string} name */
export function themeColor(name) {
  let color = colors.get(name);
  if (color === undefined) colors.set(name, (color = getComputedStyle(document.documentElement).getPropertyValue(name)));
  return color;
}

/** @type {Map<string, string>} */
const colors = new Map();

/** @param {string} name */
export function icon(name) {
  const [svg, use] = ["svg", "use"].map((tag) => document.createElementNS(SVG, tag));
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
