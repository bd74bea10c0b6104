// Styles that come with a sheet which is fetched when somebody asks for it: once each, and the sheet waits for them.

/** @param {URL[]} urls */
export const fetchStyles = (...urls) => Promise.all(urls.map(({ href }) => new Promise((resolve) => {
  if (document.querySelector(`link[href="${href}"]`)) return resolve(undefined);
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  link.onload = link.onerror = () => resolve(undefined);
  document.head.append(link);
})));
