// Where the page is: on a host, which has its files. Where all of the page is in one HTML file with a painting,
// `crate/share/whole/home.js` stands in the place of this one.

/** @typedef {{ painting: string, title: string, address?: string }} Held - a painting as a link has it, and a page of Limner's address */

/** What the file holds beside the page. @type {Held | undefined} */
export const held = undefined;

/** What is not here. @type {readonly string[]} */
export const LACKS = [];

/** Styles that come with a sheet: once each, and the sheet waits for them. @param {URL[]} urls */
export const fetchStyles = (...urls) => Promise.all(urls.map(({ href }) => new Promise((resolve) => {
  if (document.querySelector(`link[href="${href}"]`)) return resolve(undefined);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  link.onload = link.onerror = () => resolve(undefined);
  document.head.append(link);
})));
