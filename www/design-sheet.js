// What the sheet for motifs is made of. Every word comes from its table; nothing here is a person's.

import { sayDesign as say } from "./design-text.en.js";
import { sheetOf } from "./sheets.js";

/** @param {string} name @param {number} min @param {number} max @param {number} value */
const slider = (name, min, max, value) => `<label class="slider"><span data-say="${name}"></span><input data-part="${name}" type="range" min="${min}" max="${max}" value="${value}"></label>`;
/** @param {string} name @param {string} [kind] */
const button = (name, kind = "") => `<button data-part="${name}" class="${kind}" data-say="${name}"></button>`;
/** @param {string} name */
const drawing = (name) => `<figure><canvas data-part="${name}" width="240" height="120" aria-hidden="true"></canvas><figcaption data-say="${name}"></figcaption></figure>`;

const HTML = `<div class="scroll">
<div class="head"><h2 id="design-title" data-say="title"></h2><button data-part="close" data-name="close">×</button></div>
<p class="design-lead note" data-say="lead"></p>
<section class="design-motifs">
  <div data-part="cards"></div>
  <p class="note" data-say="takeHint"></p>
  <div class="row design-take">${button("around")}
    <span class="row">${button("take")}<input data-part="take-count" type="number" min="1" max="24" value="3" data-name="takeCount"></span>
    <span class="row">${button("span")}<input data-part="span-from" type="number" min="1" value="1" data-name="spanFrom"><span aria-hidden="true">–</span><input data-part="span-to" type="number" min="1" value="1" data-name="spanTo"></span></div>
  <div class="row"><button data-part="make" class="person wide" data-say="make"></button></div>
</section>
<section class="design-space">
  <div class="design-views">
    <canvas data-part="map" tabindex="0" role="slider" aria-valuemin="0" aria-valuemax="100" aria-valuenow="50" data-name="map"></canvas>
    <div class="design-look"><canvas data-part="preview" width="360" height="360" role="img" data-name="preview"></canvas><p data-part="trust" class="note"></p>
    ${slider("growth", 0, 100, 100)}</div>
  </div>
  <div class="design-do">
    <div class="row design-place">${button("single", "person wide")}${button("garland", "person wide")}${button("decorate", "person wide")}${button("scatter", "person wide")}</div>
    <div class="row design-walk">${button("play", "wide")}${button("from", "wide")}${button("to", "wide")}${button("way", "wide")}</div>
    ${slider("size", 10, 200, 60)}${slider("spacing", 15, 200, 60)}${slider("variation", 0, 100, 20)}
    <label class="check"><input data-part="branch" type="checkbox" checked><span data-say="branch"></span></label>
    <div class="row">${button("edit", "wide")}${button("recognise", "wide")}</div>
  </div>
  <details class="fold" data-part="asking"><summary data-say="asking"></summary>
    <p class="note" data-part="asked" data-say="askedHint" role="status"></p><div data-part="four" class="design-four"></div>
    <div class="row">${button("others", "wide")}</div></details>
  <details class="fold" data-part="matching"><summary data-say="matching"></summary>
    <p class="note" data-part="matched" role="status"></p><div data-part="motifs" class="design-cards"></div>
    <div class="row">${button("revert", "wide")}</div></details>
</section>
<p data-part="said" class="note" role="status"></p><progress data-part="bar" max="100" value="0" data-name="making" hidden></progress>
<details class="fold"><summary data-say="open"></summary>
  <div class="row"><input data-part="name" type="text" maxlength="60" data-name="name"><button data-part="keep" data-say="keep"></button></div>
  <div class="row"><select data-part="kept" data-name="open"></select><button data-part="forget" data-say="forget"></button></div>
  <div class="row"><button data-part="export" class="wide" data-say="export"></button><button data-part="import" class="wide" data-say="import"></button><input data-part="file" type="file" accept=".limnerdesign,application/octet-stream" hidden></div>
</details>
<details class="fold" data-part="how"><summary data-say="how"></summary><div class="design-how">${drawing("template")}${drawing("relation")}${drawing("context")}</div><p class="note" data-say="curves"></p>
  <div class="row"><button data-part="swap" data-say="swap"></button><span class="note" data-part="swapped" role="status"></span></div></details>
</div>`;

/** The sheet, closed. */
export const sheet = () => sheetOf("design-sheet", { stage: "motifs" }, HTML, (name) => say(name, { percent: 0 }));
