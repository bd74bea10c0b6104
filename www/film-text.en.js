// The words of the sheet for films, in English: fetched with it.

const NUMBERS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

/** @type {Record<string, string | ((value: any) => string)>} */
const TEXT = {
  title: "A film of how it was painted",
  close: "Close",
  kind: "Kind of film",
  webm: "WebM",
  apng: "PNG",
  gif: "GIF",
  webmWords: "A video: small, and smooth. It has a timeline in every player. The painting itself is not in it.",
  apngWords: "An animated picture with every colour as it is. It opens here again as the painting.",
  gifWords: "An animated picture that is shown nearly everywhere, with the 255 colours that suit it best.",
  noEncoder: "This browser can’t encode video, so there is no WebM. PNG and GIF are made without it.",
  noVideo: "Browsers encode video on https:// pages alone, so there is no WebM here. PNG and GIF are made without it.",
  seconds: "Length",
  secondsValue: (seconds) => `${NUMBERS.format(seconds)} s`,
  side: "Longer side",
  sideValue: (pixels) => `${NUMBERS.format(pixels)} px`,
  stillMs: "Still at the end, added to the length",
  stillMsValue: (ms) => `${NUMBERS.format(ms / 1000)} s`,
  make: "Make the film",
  done: "The film is in your downloads.",
};

/** @param {string} word @param {any} [value] */
export const sayFilm = (word, value) => {
  const text = TEXT[word] ?? word;
  return typeof text === "function" ? text(value) : text;
};
