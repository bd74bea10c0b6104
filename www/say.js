// Looks words up by their keys. Another language is another import here, and nothing else.

import { KEYS, sayWish, TEXT, TROUBLE, WORDS } from "./text.en.js";

export { KEYS, sayWish, WORDS };

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

/** A brush's name: the person gave those of their own theirs. @param {string} key */
export const sayBrush = (key) => (key.startsWith("own:") ? key.slice(4) : /** @type {Record<string, string>} */ (WORDS.brushes)[key] ?? key.replaceAll("_", " "));

/** @param {string[]} codes */
export const sayWords = (codes) => codes.map((code) => /** @type {Record<string, any>} */ (WORDS)[code] ?? code).join(", ");

/** Why the partner would paint a stroke, in a few words; none for no code. @param {string} [code] */
export const sayReason = (code = "") => /** @type {Record<string, string>} */ (WORDS.reasons)[code] ?? code;

/**
 * @param {{ name: string, gallery: number | null } | null} target - of status()
 * @param {string[]} names - codes of the gallery's pictures
 */
export function sayTarget(target, names) {
  if (!target) return WORDS.target_none;
  const code = names[target.gallery ?? -1];
  if (code === undefined) return WORDS.target_file;
  const spaced = code.replaceAll("_", " ");
  return /** @type {Record<string, string>} */ (WORDS.gallery)[code] ?? spaced[0].toUpperCase() + spaced.slice(1);
}
