// What the sheets have in common that are fetched when somebody asks for them: how one is made of its markup and words.

import { ownMarkup } from "./trusted.js";

/**
 * A sheet, closed, with its words in place; its title's id is its own with `title` for `sheet`.
 * @param {string} id @param {Record<string, string>} data - what its style and its script tell its state by
 * @param {string} html - as it stands in a script of the page's own @param {(name: any) => string} say
 */
export function sheetOf(id, data, html, say) {
  const dialog = document.createElement("dialog");
  dialog.id = id;
  Object.assign(dialog.dataset, data);
  dialog.setAttribute("aria-labelledby", id.replace("sheet", "title"));
  dialog.innerHTML = ownMarkup(html);
  const all = (/** @type {string} */ selector) => /** @type {NodeListOf<HTMLElement>} */ (dialog.querySelectorAll(selector));
  for (const node of all("[data-say]")) node.textContent = say(node.dataset.say ?? "");
  for (const node of all("[data-name]")) {
    const name = say(node.dataset.name ?? "");
    node.setAttribute("aria-label", name);
    if (node.matches("button, input, select")) node.title = name;
  }
  return dialog;
}
