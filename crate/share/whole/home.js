// Where the page is: all of it in one file, which also holds a painting. It stands in the place of the page's own
// `home.js`, and knows what `crate/share/player/whole.js` unpacked.

import { nameOf } from "./answers.js";

/**
 * @typedef {object} Handed - what the file's own script hands over, once
 * @property {Map<string, Uint8Array<ArrayBuffer>>} parts - the page's files by their names
 * @property {string} painting - as a link has it
 * @property {string} title
 * @property {string} [address] - of a page of Limner
 */

const all = /** @type {{ limnerFile?: Handed }} */ (globalThis);
const handed = /** @type {Handed} */ (all.limnerFile);
delete all.limnerFile;

/** What the file holds beside the page. @type {import("../../../www/home.js").Held | undefined} */
export const held = { painting: handed.painting, title: handed.title, address: handed.address };

/** What is not in the file. @type {readonly string[]} */
export const LACKS = ["imagine"];

/** One of the page's files, if it is in this one. @param {string} name */
export const bytesOf = (name) => handed.parts.get(name);

/** Styles that come with a sheet, once each. @param {URL[]} urls */
export async function fetchStyles(...urls) {
  for (const name of urls.map(nameOf)) {
    const bytes = bytesOf(name);
    if (!bytes || document.querySelector(`style[data-of="${name}"]`)) continue;
    const style = document.createElement("style");
    style.dataset.of = name;
    style.textContent = new TextDecoder().decode(bytes);
    document.head.append(style);
  }
}
