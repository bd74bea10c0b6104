// The sheet for films, fetched when somebody asks for it: which kind, how long, how large, and how long it stays at its end.
// What can be had says the worker that makes them, and of WebM this browser.

import { shareWorker } from "./exporting.js";
import { limner, on } from "./handle.js";
import { sayFilm as say } from "./film-text.en.js";
import { fetchStyles } from "./home.js";
import { takeElsewhere } from "./share.js";
import { sheetOf } from "./sheets.js";

/** Endings and types of what is written. */
const KINDS = /** @type {const} */ ({ webm: ["webm", "video/webm"], apng: ["png", "image/png"], gif: ["gif", "image/gif"] });
/** Controls, by what the worker's limits have them as, and the steps of their sliders. */
const SLIDERS = /** @type {const} */ ({ seconds: 1, side: 8, stillMs: 500 });

/** @param {string} name @param {number} step */
const slider = (name, step) => `<label class="slider"><span data-say="${name}"></span><output data-part="${name}-value"></output><input data-part="${name}" type="range" step="${step}" data-name="${name}"></label>`;

const HTML = `<div class="scroll">
<div class="head"><h2 id="film-title" data-say="title"></h2><button data-part="close" data-name="close">×</button></div>
<fieldset data-part="kinds" class="segments"><legend data-say="kind"></legend>${Object.keys(KINDS).map((kind) => `<label><input type="radio" name="film-kind" value="${kind}" data-part="${kind}"><span data-say="${kind}"></span></label>`).join("")}</fieldset>
<p data-part="said" class="note" role="status"></p>
<p data-part="without" class="note" hidden></p>
${Object.entries(SLIDERS).map(([name, step]) => slider(name, step)).join("")}
<div class="row"><button data-part="make" class="person wide" data-say="make"></button></div>
</div>`;

/** @type {HTMLDialogElement | undefined} */
let sheet;
/** How this browser encodes films, as `VideoEncoder` calls it; none where it does not. @type {string | undefined} */
let codec;

/** Opens the sheet. */
export async function openFilm() {
  const longer = Math.max(limner.page.width, limner.page.height);
  const [limits] = await Promise.all([limitsOf(longer), fetchStyles(new URL("./film.css", import.meta.url))]);
  const first = !sheet;
  sheet ??= build();
  const encoding = await encodingAmong(limits.encodings);
  codec = encoding?.codec;
  for (const name of /** @type {(keyof typeof SLIDERS)[]} */ (Object.keys(SLIDERS))) {
    const { least, most, usual } = limits[name];
    Object.assign(part(name), { min: String(least), max: String(most) });
    if (first) part(name).value = String(usual);
    tell(name);
  }
  part("webm").disabled = !codec;
  part("without").hidden = codec !== undefined;
  part("without").textContent = codec ? "" : say(isSecureContext ? "noEncoder" : "noVideo");
  if (first || (part("webm").checked && !codec)) part(codec ? "webm" : "apng").checked = true;
  tellKind();
  // For tests.
  sheet.dataset.codec = codec ?? "";
  if (!sheet.open) sheet.showModal();
}

/** @param {string} name */
const part = (name) => /** @type {any} */ (/** @type {HTMLDialogElement} */ (sheet).querySelector(`[data-part="${name}"]`));

const kind = () => /** @type {keyof typeof KINDS} */ (part("kinds").querySelector("input:checked").value);

function build() {
  sheet = sheetOf("film-sheet", {}, HTML, say);
  document.body.append(sheet);
  part("close").addEventListener("click", () => sheet?.close());
  part("kinds").addEventListener("change", tellKind);
  for (const name of Object.keys(SLIDERS)) part(name).addEventListener("input", () => tell(name));
  part("make").addEventListener("click", make);
  on("leaving", () => sheet?.close());
  return sheet;
}

function tellKind() {
  part("said").textContent = say(`${kind()}Words`);
}

/** @param {string} name */
function tell(name) {
  const words = say(`${name}Value`, Number(part(name).value));
  part(`${name}-value`).textContent = words;
  part(name).setAttribute("aria-valuetext", words);
}

function make() {
  const [seconds, side, stillMs] = Object.keys(SLIDERS).map((name) => Number(part(name).value));
  const like = { seconds, side, stillMs };
  const chosen = kind();
  const [ending, type] = KINDS[chosen];
  sheet?.close();
  takeElsewhere(chosen === "webm" ? { kind: chosen, codec: codec ?? "", ...like } : { kind: chosen, ...like }, ending, type, say("done"));
}

/** What a film of a painting may be like. @param {number} longer - of its sides @returns {Promise<FilmLimits>} */
const limitsOf = (longer) => new Promise((resolve, reject) => {
  const worker = shareWorker();
  worker.onmessage = ({ data }) => {
    worker.terminate();
    if (data.limits) resolve(data.limits);
    else reject(new Error(data.failed));
  };
  worker.onerror = (event) => { event.preventDefault(); worker.terminate(); reject(new Error(event.message ?? "")); };
  worker.postMessage({ limits: { longer } });
});

/** The first of them that this browser has. @param {FilmEncoding[]} encodings */
async function encodingAmong(encodings) {
  if (typeof VideoEncoder === "undefined") return undefined;
  for (const encoding of encodings) {
    try {
      if ((await VideoEncoder.isConfigSupported(encoding)).supported) return encoding;
    } catch (error) {
      console.info("not encoded:", error);
    }
  }
  return undefined;
}
