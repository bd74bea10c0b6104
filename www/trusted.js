// What becomes a script or markup: where the browser has Trusted Types, the page's policy lets nothing become either that
// did not come through here.

/** @typedef {{ createPolicy: (name: string, rules: object) => { createScriptURL: (url: string) => string, createHTML: (text: string) => string } }} Types */

const types = /** @type {{ trustedTypes?: Types }} */ (/** @type {unknown} */ (globalThis)).trustedTypes;
const policy = types?.createPolicy("limner", {
  createScriptURL(/** @type {string} */ url) {
    if (new URL(url).origin !== location.origin) throw new TypeError(`${url} is none of the page's scripts`);
    return url;
  },
  createHTML: (/** @type {string} */ markup) => markup,
});

/** A script of the page's own, for a worker. @param {URL} url */
export const ownScript = ({ href }) => policy?.createScriptURL(href) ?? href;

/** Markup that stands in one of the page's own scripts, word for word: never anything that came in. @param {string} markup */
export const ownMarkup = (markup) => policy?.createHTML(markup) ?? markup;
