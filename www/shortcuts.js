// The one table of keys. A key presses the control of that id, or, where a value stands behind it,
// moves that control by so many steps. Tooltips, menus and the list on `?` are made from it;
// `also` marks a second key for the same thing.

/** @typedef {{ key: string, id: string, section: string, by?: number, name?: string, also?: boolean }} Shortcut */

/** `key` is KeyboardEvent.key in lower case, after "ctrl+", "shift+" or "alt+" as needed. @type {Shortcut[]} */
export const SHORTCUTS = [
  { key: "b", id: "tool-brush", section: "paint" },
  { key: "1", id: "brush-nth-1", section: "paint", name: "nth" },
  ...Array.from("23456789", (key) => ({ key, id: `brush-nth-${key}`, section: "paint", also: true })),
  { key: "e", id: "tool-eraser", section: "paint" },
  { key: "i", id: "tool-eyedropper", section: "paint" },
  { key: "c", id: "color-button", section: "paint" },
  { key: "x", id: "swap-color", section: "paint", name: "swap" },
  { key: "d", id: "brush-more", section: "paint" },
  { key: "f", id: "cycle-steady", section: "paint", name: "steady" },
  { key: "[", id: "size", by: -4, section: "paint", name: "smaller" },
  { key: "]", id: "size", by: 4, section: "paint", name: "larger" },
  { key: "{", id: "opacity", by: -10, section: "paint", name: "fainter" },
  { key: "}", id: "opacity", by: 10, section: "paint", name: "stronger" },
  { key: ";", id: "hardness", by: -10, section: "paint", name: "softer" },
  { key: "'", id: "hardness", by: 10, section: "paint", name: "harder" },
  { key: "ctrl+z", id: "undo", section: "paint" },
  { key: "ctrl+shift+z", id: "redo", section: "paint" },
  { key: "ctrl+y", id: "redo", section: "paint", also: true },
  { key: "delete", id: "clear", section: "paint" },
  { key: "shift+d", id: "design", section: "paint" },
  { key: "shift+m", id: "imagine", section: "paint" },
  { key: "escape", id: "cancel", section: "paint", name: "cancel" },

  { key: "h", id: "tool-hand", section: "view" },
  { key: " ", id: "hold-pan", section: "view", name: "pan" },
  { key: "alt", id: "hold-pick", section: "view", name: "pick" },
  { key: "+", id: "zoom-in", section: "view" },
  { key: "-", id: "zoom-out", section: "view" },
  { key: "0", id: "zoom-fit", section: "view" },
  { key: "v", id: "cycle-show", section: "view", name: "show" },
  { key: "j", id: "cycle-shown", section: "view", name: "shown" },
  { key: "o", id: "show-proposals", section: "view", name: "proposals" },

  { key: "y", id: "yes", section: "partner" },
  { key: "n", id: "no", section: "partner" },
  { key: "p", id: "start", section: "partner", name: "start" },
  { key: "s", id: "step", section: "partner" },
  { key: "t", id: "cycle-turn", section: "partner", name: "turn" },
  { key: "u", id: "undo-partner", section: "partner" },
  { key: "shift+j", id: "tool-point", section: "partner" },
  { key: "arrowleft", id: "point-before", by: -1, section: "partner", name: "pointBefore" },
  { key: "arrowright", id: "point-after", by: 1, section: "partner", name: "pointAfter" },
  { key: "shift+w", id: "why-last", section: "partner" },
  { key: "shift+k", id: "heat", section: "partner", name: "heat" },
  { key: "<", id: "pace", by: -1, section: "partner", name: "slower" },
  { key: ">", id: "pace", by: 1, section: "partner", name: "faster" },
  { key: "(", id: "detail", by: -1, section: "partner", name: "bolder" },
  { key: ")", id: "detail", by: 1, section: "partner", name: "finer" },
  { key: "shift+h", id: "follow", section: "partner", name: "follow" },
  { key: "shift+c", id: "partner-colors", by: 1, section: "partner" },
  { key: "z", id: "polish", section: "partner", name: "polish" },
  { key: "g", id: "target-button", section: "partner" },
  { key: "q", id: "ask", section: "partner", name: "ask" },
  { key: "shift+l", id: "curves", section: "partner", name: "curves" },
  { key: "shift+f", id: "forget", section: "partner" },
  { key: "shift+r", id: "revert", section: "partner" },

  { key: "k", id: "replay", section: "timeline" },
  { key: ",", id: "scrub", by: -1, section: "timeline", name: "back" },
  { key: ".", id: "scrub", by: 1, section: "timeline", name: "forth" },
  { key: "r", id: "replay-speed", section: "timeline", name: "speed" },
  { key: "shift+enter", id: "branch", section: "timeline" },
  { key: "shift+n", id: "now", section: "timeline" },

  { key: "l", id: "copy-link", section: "page" },
  { key: "shift+p", id: "download-png", section: "page" },
  { key: "ctrl+s", id: "download-file", section: "page" },
  { key: "ctrl+o", id: "open-file", section: "page" },
  { key: "w", id: "new-painting", section: "page" },
  { key: "shift+o", id: "recent-paintings", section: "page" },
  { key: "shift+i", id: "bring-picture", section: "page" },
  { key: "shift+x", id: "no-picture", section: "page" },
  { key: "a", id: "share", section: "page" },
  { key: "m", id: "menu", section: "page" },
  { key: "f2", id: "painting-name", section: "page", name: "name" },
  { key: "?", id: "help", section: "page" },
];

/** What keys type on a US keyboard that are no letters and no digits, without and with Shift. @type {Record<string, string>} */
const US = {
  BracketLeft: "[{", BracketRight: "]}", Semicolon: ";:", Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?",
  Minus: "-_", Equal: "=+", Backquote: "`~", Backslash: "\\|",
};
const US_DIGITS = ")!@#$%^&*(";
/** Letters, marks and digits; of these, what Latin layouts have. */
const [WRITTEN, LATIN] = [/[\p{L}\p{M}\p{Nd}]/u, /[\p{Script=Latin}0-9]/u];
/** Whether the letter typed last was Latin: on other layouts also signs lie where others have letters. */
let latinLayout = true;

/** Which shortcut an event may mean, as `SHORTCUTS` writes it. @param {KeyboardEvent} event @returns {string} */
export function keyOf(event) {
  const key = meant(event).toLowerCase();
  // AltGr makes a character: it is no Ctrl.
  const control = (event.ctrlKey || event.metaKey) && !event.getModifierState("AltGraph") ? "ctrl+" : "";
  // Shift is part of the character where it makes another one: "{" is "{", "F" is "shift+f".
  const named = key.length > 1 || /[a-z]/.test(key);
  return `${control}${event.shiftKey && named && key !== "shift" ? "shift+" : ""}${key === "=" ? "+" : key}`;
}

/** The letter, where the layout has Latin ones; else what a US keyboard has in that place. @param {KeyboardEvent} event */
function meant({ key, code, shiftKey }) {
  const sign = key.length === 1 || key === "Dead";
  const foreign = WRITTEN.test(key) && !LATIN.test(key);
  if (foreign) latinLayout = false;
  else if (key.length === 1 && /\p{Script=Latin}/u.test(key)) latinLayout = true;
  const byPlace = foreign || (!latinLayout && sign && code.startsWith("Key"));
  return (byPlace && usKey(code, shiftKey)) || key;
}

/** What a key types on a US keyboard, if anything. @param {string} code @param {boolean} shift */
function usKey(code, shift) {
  if (code.startsWith("Key")) return code.slice(3);
  if (code.startsWith("Digit")) return shift ? US_DIGITS[Number(code.slice(5))] : code.slice(5);
  return US[code]?.[shift ? 1 : 0];
}

/** Whether a shortcut is a single character, as such easily typed by mistake or by a voice. @param {string} key */
export const isCharacter = (key) => key !== " " && key.replace("shift+", "").length === 1;

/** As people write it: "ctrl+shift+z" becomes "Ctrl Shift Z". @param {string} key */
export function written(key) {
  if (key === " ") return "Space";
  if (key.startsWith("arrow")) return key === "arrowleft" ? "←" : "→";
  return key.split(/\+(?=.)/).map((part) => part[0].toUpperCase() + part.slice(1)).join(" ");
}
