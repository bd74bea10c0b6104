// What the sheet for plotters is made of. Every word comes from its table; nothing here is a person's.

import { sayPlotter as say } from "./plotter-text.en.js";
import { sheetOf } from "./sheets.js";

/** @param {string} name @param {string} [kind] */
const button = (name, kind = "") => `<button data-part="${name}" class="${kind}" data-say="${name}"></button>`;
/** @param {string} name @param {number} least @param {number} most @param {number} step */
const number = (name, least, most, step) => `<label class="line"><span data-say="${name}"></span><input data-part="${name}" type="number" min="${least}" max="${most}" step="${step}" inputmode="decimal"></label>`;
/** @param {string} name @param {string[]} values - the first is chosen */
const segments = (name, values) => `<fieldset data-part="${name}" class="segments"><legend data-say="${name}"></legend>${values.map((value, i) => `<label data-part="${name}-${value}"><input type="radio" name="plotter-${name}" value="${value}"${i === 0 ? " checked" : ""}><span data-say="${value}"></span></label>`).join("")}</fieldset>`;
/** @param {string} name @param {boolean} on */
const check = (name, on) => `<label class="check"><input data-part="${name}" type="checkbox"${on ? " checked" : ""}><span data-say="${name}"></span></label>`;
/** @param {string} value */
const named = (value) => `<option value="${value}" data-say="${value}"></option>`;
/** Papers by their short and long side, in mm. @type {[string, string][]} */
const SHEETS = [["105x148", "A6"], ["148x210", "A5"], ["210x297", "A4"], ["297x420", "A3"], ["420x594", "A2"], ["215.9x279.4", "Letter"]];

const HTML = `<div class="scroll">
<div class="head"><h2 id="plotter-title" data-say="title"></h2><button data-part="close" data-name="close">×</button></div>
${segments("stage", ["draw", "photo"])}
<section class="plotter-draw">
  <div class="plotter-look"><canvas data-part="preview" width="600" height="424" role="img" data-name="preview"></canvas>
    <p data-part="said" class="note" role="status"></p>
    <div class="row" data-part="progress" hidden><progress data-part="bar" max="100" value="0" data-name="stage"></progress>${button("stop", "quiet")}</div>
    <ul data-part="used" class="plotter-pens"></ul></div>
  <div class="plotter-how">
    <label class="line"><span data-say="pens"></span><select data-part="pens">${["fineliners", "black", "inks", "paints"].map(named).join("")}<option value="own" data-say="own" hidden></option></select></label>
    <label class="line"><span data-say="sheet"></span><select data-part="sheet">${SHEETS.map(([value, name]) => `<option value="${value}"${name === "A4" ? " selected" : ""}>${name}</option>`).join("")}<option value="own" data-say="own" hidden></option></select></label>
    ${number("margin", 0, 500, 1)}${number("width", 0.05, 100, 0.05)}
    ${segments("fill", ["along", "hatch", "outline"])}
    ${check("white", false)}${check("tones", true)}${number("speed", 0.5, 5000, 0.5)}${number("travel", 0.5, 5000, 0.5)}${check("marks", false)}
    <h3 data-say="files"></h3>
    <div class="row">${button("svg", "person wide")}${button("gcode", "person wide")}${button("hpgl", "person wide")}${button("png", "wide")}</div>
    <details class="fold"><summary data-say="machine"></summary><div class="row">${button("keep", "wide")}${button("open", "wide")}<input data-part="file" type="file" accept=".json,application/json" hidden></div></details>
  </div>
</section>
<section class="plotter-photo">
  <p class="note" data-say="lead"></p>
  <div class="row">${button("choose", "wide")}<input data-part="photo-file" type="file" accept="image/*" hidden></div>
  <p data-part="photo-said" class="note" role="status"></p>
  <div class="plotter-frame" data-part="frame" hidden><canvas data-part="photograph" role="img" data-name="photograph"></canvas>
    ${[0, 1, 2, 3].map((n) => `<button data-part="corner-${n}" class="plotter-corner"></button>`).join("")}</div>
  <div class="plotter-photo-how" data-part="photo-how" hidden>${segments("cornersOf", ["ofSheet", "ofPicture"])}${check("even", true)}
    <div class="row">${button("straighten", "person wide")}</div></div>
  <figure data-part="straight-figure" hidden><figcaption data-say="straight"></figcaption><canvas data-part="straight" role="img" data-name="straight"></canvas>
    <div class="row">${button("onward", "partner wide")}</div></figure>
</section>
</div>`;

/** The sheet, closed. */
export const sheet = () => sheetOf("plotter-sheet", { stage: "draw" }, HTML, say);
