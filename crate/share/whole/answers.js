// What asking for one of the page's files comes to where all of the page is in one file.

/** The name of one of the page's files. @param {string | URL} url */
export const nameOf = (url) => new URL(url).pathname.split("/").pop() ?? "";

/** A file as `fetch` has it: what wasm is compiled from while it comes must be said to be wasm. @param {string} name @param {Uint8Array<ArrayBuffer>} [bytes] */
export function answer(name, bytes) {
  if (!bytes) return new Response(null, { status: 404 });
  const type = name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream";
  return new Response(bytes, { headers: { "Content-Type": type } });
}
