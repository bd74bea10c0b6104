// What the sheet for imagined drawings is made of. Every word comes from its table; nothing here is a person's.

import { sayImagine as say } from "./imagine-text.en.js";
import { sheetOf } from "./sheets.js";

/** @param {string} name @param {string} [kind] */
const button = (name, kind = "") => `<button data-part="${name}" class="${kind}" data-say="${name}"></button>`;
/** One of few. @param {string} name @param {string[]} values */
const segments = (name, values) => `<fieldset class="segments" data-part="${name}"><legend data-say="${name}"></legend>${values.map((value, i) =>
  `<label data-part="${name}-${value}"><input type="radio" name="imagine-${name}" value="${value}"${i === 0 ? " checked" : ""}><span data-say="${value}"></span></label>`).join("")}</fieldset>`;

const HTML = `<div class="scroll">
<div class="head"><h2 id="imagine-title" data-say="title"></h2><p data-part="said" class="note" role="status"></p><button data-part="close" data-name="close">×</button></div>
${segments("stage", ["draw", "teach"])}
<section class="imagine-draw">
  <p class="note" data-say="lead"></p>
  <div class="imagine-choices">${segments("kind", ["digits", "characters", "mine"])}${segments("many", ["one", "sheet"])}</div>
  <div class="row"><label class="imagine-which"><span data-say="which"></span><select data-part="which"></select></label>${button("imagine", "partner wide")}</div>
  <div data-part="drawings" role="group" data-name="drawings"></div>
  <p class="note" data-part="curve" data-say="curve" hidden></p>
  <div class="row" data-part="liking" hidden>${button("more", "wide")}${button("less", "wide")}</div>
  <div class="row" data-part="liked" hidden><p class="note" data-part="likedSaid"></p>${button("forgetLiked")}</div>
  <div class="row imagine-foot">${button("place", "person wide")}</div>
</section>
<section class="imagine-teach">
  <div class="imagine-cards">
    <p class="note" data-say="teachLead"></p>
    <div data-part="cards"></div>
    <p class="note" data-part="enough" role="status"></p>
    <div class="row imagine-foot">${button("learn", "partner wide")}</div>
  </div>
  <div class="imagine-game">
    <div class="imagine-sides">
      <figure><figcaption data-say="real"></figcaption><div data-part="real"></div></figure>
      <figure><figcaption data-say="imagined"></figcaption><div data-part="imagined" aria-hidden="true"></div></figure>
    </div>
    <progress data-part="bar" max="100" value="0" data-name="learning"></progress>
    <p data-part="ahead"></p>
    <p class="note" data-part="fooled"></p>
    <p class="note" data-part="steps"></p>
    <div class="row imagine-foot">${button("stop", "wide")}${button("goOn", "wide")}${button("use", "person wide")}${button("forget", "wide")}</div>
  </div>
  <details class="fold"><summary data-say="keptOnes"></summary>
    <div class="row"><input data-part="name" type="text" maxlength="60" data-name="name"><button data-part="keep" data-say="keep"></button></div>
    <div class="row"><select data-part="kept" data-name="keptOnes"></select><button data-part="remove" data-say="remove"></button></div>
    <div class="row">${button("export", "wide")}${button("import", "wide")}<input data-part="file" type="file" accept=".limnerdoodles,application/octet-stream" hidden></div>
  </details>
</section>
</div>`;

/** The sheet, closed. */
export const sheet = () => sheetOf("imagine-sheet", { stage: "draw", lesson: "none" }, HTML, say);
