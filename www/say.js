// Looks words up by their keys. Another language is another import here, and nothing else.

import { KEYS, TEXT, TROUBLE, WORDS } from "./text.en.js";

export { KEYS, WORDS };

/**
 * @param {string} key @param {any} [args]
 * @returns {string}
 */
export function say(key, args = {}) {
  const value = TEXT[key];
  return typeof value === "function" ? value(args) : value ?? key;
}

/** @param {string} code @param {any} [detail] */
export function sayTrouble(code, detail = {}) {
  const value = TROUBLE[code] ?? TROUBLE.unknown;
  return typeof value === "function" ? value(detail ?? {}) : value;
}

/** @param {string[]} codes */
export const sayWords = (codes) => codes.map((code) => WORDS[code] ?? code).join(", ");

/** @param {string} name - of status().target: gallery_N, file */
export function sayTarget(name) {
  const [, index] = /^gallery_(\d+)$/.exec(name) ?? [];
  return index === undefined ? WORDS.target_file : WORDS.gallery[Number(index)] ?? `${Number(index) + 1}`;
}
