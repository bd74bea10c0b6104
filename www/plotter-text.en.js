// The words of the sheet for plotters, in English: fetched with it.

const METRES = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** @param {number} minutes */
const time = (minutes) => (minutes < 90 ? `${WHOLE.format(Math.max(Math.round(minutes), 1))} min` : `${METRES.format(minutes / 60)} h`);

/** @type {Record<string, string | ((args: any) => string)>} */
const TEXT = {
  title: "For a plotter",
  close: "Close",
  stage: "What to do",
  draw: "Draw it",
  photo: "Bring the sheet back",
  preview: "What the machine would draw",
  pens: "Pens",
  fineliners: "Six fine pens",
  black: "One black pen",
  inks: "Printer’s inks",
  paints: "A brush and eight paints",
  own: "From a file",
  sheet: "Paper",
  white: "White paper, not the painting’s",
  margin: "Margin, mm",
  width: "Pen’s width, mm",
  fill: "Areas become",
  along: "Lines along strokes",
  hatch: "Hatching",
  outline: "Outlines",
  tones: "Fewer lines where it is lighter",
  marks: "Mark the corners, to find them on a photograph",
  speed: "Drawing, mm/s",
  travel: "Moving, mm/s",
  planning: ({ percent }) => `Planning the lines: ${percent} %`,
  stop: "Stop",
  stopped: "Stopped. Change anything to plan again.",
  takes: ({ drawn, travel, painted, lifts, minutes, dips }) =>
    `${METRES.format(drawn)} m of lines. ${METRES.format(travel)} m between them, in the order of painting ${METRES.format(painted)} m. The pen is lifted ${WHOLE.format(lifts)} times${dips > 0 ? ` and dipped ${WHOLE.format(dips)} times` : ""}. About ${time(minutes)}.`,
  nothing: "Nothing of the painting is dark or colourful enough for these pens.",
  ofPen: ({ name, metres }) => `${name}: ${METRES.format(metres)} m`,
  unused: ({ name }) => `${name}: not used`,
  files: "Files for the machine",
  svg: "SVG (mm)",
  gcode: "G-code",
  hpgl: "HPGL",
  png: "Picture of it",
  saved: ({ name }) => `${name} is in your downloads.`,
  machine: "Pens and machine as a file",
  keep: "Save them",
  open: "Open such a file",
  refused: ({ reason }) => `That can’t be used: ${reason}.`,
  failed: "The lines could not be planned.",
  lead: "Photograph the sheet that was drawn, with whatever you added by hand. Limner makes the picture straight and even, and your partner goes on from it.",
  choose: "Choose a photograph",
  notPicture: "The browser can’t show that as a picture.",
  photograph: "The photograph. Put the four handles on the corners.",
  corner: ({ n }) => `${["Upper left", "Upper right", "Lower right", "Lower left"][n]} corner. Arrow keys move it.`,
  cornersOf: "The handles are on the corners of",
  ofSheet: "the sheet",
  ofPicture: "what was drawn",
  even: "Even out the light",
  straighten: "Make it straight",
  straightening: "Making it straight…",
  bent: "The handles must go around clockwise, from the upper left.",
  straight: "What the sheet shows",
  changed: ({ percent }) => `${WHOLE.format(percent)} % of it looks different from what the machine was to draw.`,
  onward: "Go on from it",
};

/** @param {string} word @param {any} [args] */
export const sayPlotter = (word, args) => {
  const text = TEXT[word] ?? word;
  return typeof text === "function" ? text(args) : text;
};
