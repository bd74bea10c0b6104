// What becomes a script or markup, where all of the page is in one file. It stands in the place of the page's own
// `trusted.js`: there a worker's script is an address of the page's host, here it is made of what the file holds.

/** @typedef {{ createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string, createHTML: (text: string) => string } }} Types */

const types = /** @type {{ trustedTypes?: Types }} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
const policy = types?.createPolicy("limner", {
  createScriptURL(/** @type {string} */ url) {
    if (!url.startsWith("blob:")) throw new TypeError(`${url} is none of the file's scripts`);
    return url;
  },
  createHTML: (/** @type {string} */ markup) => markup,
});

/** A script of the page's own, by its name: `files.js` makes a worker of it. @param {URL} url */
export const ownScript = ({ href }) => href;

/** A script that was made of what the file holds. @param {string} url */
export const madeScript = (url) => policy?.createScriptURL(url) ?? url;

/** Markup that stands in one of the page's own scripts, word for word: never anything that came in. @param {string} markup */
export const ownMarkup = (markup) => policy?.createHTML(markup) ?? markup;
