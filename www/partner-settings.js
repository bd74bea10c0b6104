// How the partner paints, as the person wants it: controls of its card that are kept between visits and
// hold for every painting. Whose turn it is and how fast it goes, the wasm half decides; what is shown
// follows it.

import { el, emit, limner, on, within } from "./handle.js";
import { hexOf, setAttribute, setText } from "./labels.js";
import { say } from "./say.js";

const IDS = /** @type {const} */ (["partner-colors", "detail", "taste-weight", "mood-valence", "mood-arousal", "boldness", "novelty", "follow", "polish", "asks", "watches", "answer-strokes"]);

export function startPartnerSettings() {
  const numbers = [...limner.PartnerSettings.colorCounts()].map((n) => new Option(say("card.colorsOf", { n }), String(n)));
  el("partner-colors").append(new Option(say("card.colorsAll"), "all"), ...numbers, new Option(say("card.colorsMine"), "mine"));
  for (const id of IDS) {
    el(id).addEventListener(el(id).type === "range" ? "input" : "change", () => { apply(); emit("settings-chosen"); });
  }
  const [least, most] = limner.PartnerSettings.answerLimits();
  Object.assign(el("answer-strokes"), { min: least, max: most });
  for (const radio of turns()) {
    radio.addEventListener("change", () => { limner.partner.chooseTurn(radio.value); emit("settings-chosen"); });
  }
  el("pace").max = String(limner.PartnerSettings.paces().length - 1);
  el("pace").addEventListener("input", () => {
    el("pace").dataset.chosen = "yes";
    applyPace();
    emit("settings-chosen");
  });
  on("settings-chosen", () => { own = null; });
  on("opened", () => {
    if (own) setPartnerSettings(own);
    own = null;
    applyAll();
  });
  on("status", (status) => { showPalette(status); showTurn(status); showPace(status); });
}

/** What the person had, where the controls show what came with a painting. @type {any} */
let own = null;

/** What is kept: the person's own. */
export const partnerSettings = () => own ?? shown();

/**
 * Sets the controls as they were where the painting came from, until the person changes one of them or opens another.
 * @param {number[]} numbers - as `settings.came` has them
 */
export function borrowSettings([price, colors, follow, answer, valence, arousal, boldness, turn]) {
  own ??= shown();
  const detail = Math.max([...limner.PartnerSettings.prices()].indexOf(price), 0);
  setPartnerSettings({
    ...shown(), detail: String(detail), follow: follow === 1, "answer-strokes": String(answer), boldness: String(boldness),
    "partner-colors": colors === 0 ? "all" : colors === 1 ? "mine" : String(colors),
    "mood-valence": String(valence), "mood-arousal": String(arousal), turn: limner.PartnerSettings.turns()[turn],
  });
  applyAll();
}

/** The value of each control, by its id; the turn, and the pace where one was chosen. */
const shown = () => ({
  ...Object.fromEntries(IDS.map((id) => [id, held(el(id))])),
  turn: turn(),
  pace: el("pace").dataset.chosen ? limner.PartnerSettings.paces()[Number(el("pace").value)] : null,
});

/** @param {any} kept - as from `partnerSettings`, or nothing */
export function setPartnerSettings(kept) {
  for (const id of IDS) {
    const control = el(id);
    if (typeof kept?.[id] === "boolean" && control.type === "checkbox") control.checked = kept[id];
    if (typeof kept?.[id] === "string" && control.type !== "checkbox") control.value = kept[id];
  }
  if (el("partner-colors").selectedIndex < 0) el("partner-colors").value = "all";
  for (const radio of turns()) radio.checked = radio.value === (kept?.turn ?? "together");
  if (!turn()) turns()[0].checked = true;
  const pace = limner.PartnerSettings.paces().indexOf(kept?.pace);
  if (pace < 0) return;
  el("pace").value = String(pace);
  el("pace").dataset.chosen = "yes";
}

/** @param {HTMLInputElement | HTMLSelectElement} control */
function held(control) {
  return control.type === "checkbox" ? control.checked : control.value;
}

const turns = () => /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=turn]")]);
const turn = () => turns().find((radio) => radio.checked)?.value;

function applyAll() {
  apply();
  applyPace();
  limner.partner.setTurn(turn() ?? "together");
}

function applyPace() {
  if (el("pace").dataset.chosen) limner.settings?.setPace(limner.PartnerSettings.paces()[Number(el("pace").value)]);
  else limner.settings?.setOwnPace();
  if (limner.page) showPace(limner.page.status());
}

/** The slider goes along where the pace is the partner's own. @param {import("./handle.js").Status} status */
function showPace({ pace, ownPace }) {
  const step = String(limner.PartnerSettings.paces().indexOf(pace));
  if (ownPace && el("pace").value !== step) el("pace").value = step;
  const spoken = say("card.paceValue", { pace, ownPace });
  setText(el("pace-value"), spoken);
  setAttribute(el("pace"), "aria-valuetext", spoken);
}

/** @param {import("./handle.js").Status} status */
function showTurn(status) {
  el(/** @type {const} */ (`turn-${status.turn}`)).checked = true;
  setText(within(document, "#turn-answers + *"), say("turn.answers", { n: status.answer }));
  el("answer-line").hidden = status.turn !== "answers";
}

function apply() {
  const step = Number(el("detail").value);
  const prices = limner.PartnerSettings.prices();
  const spoken = say("card.detailValue", { step, steps: prices.length - 1 });
  el("detail-value").textContent = spoken;
  el("detail").setAttribute("aria-valuetext", spoken);
  const weight = Number(el("taste-weight").value);
  const heavy = say("card.tasteWeightValue", { weight });
  el("taste-weight-value").textContent = heavy;
  el("taste-weight").setAttribute("aria-valuetext", heavy);
  const { page, settings } = limner;
  if (!page) return;
  settings.setMood(Number(el("mood-valence").value), Number(el("mood-arousal").value), Number(el("boldness").value));
  settings.setNovelty(Number(el("novelty").value));
  settings.setTasteWeight(weight);
  settings.setPrice(prices[step]);
  settings.setFollow(el("follow").checked);
  settings.setPolish(el("polish").checked);
  settings.setAsks(el("asks").checked);
  settings.setWatches(el("watches").checked);
  settings.setColors(el("partner-colors").value);
  settings.setAnswer(Math.max(Math.round(Number(el("answer-strokes").value)) || 0, 0));
  el("answer-strokes").value = String(page.status().answer);
}

/** A swatch for each colour that it paints with, if not with all. @param {import("./handle.js").Status} status */
function showPalette({ palette }) {
  const colors = palette.map((rgb) => hexOf(rgb));
  const box = el("palette");
  if (box.dataset.colors === colors.join()) return;
  box.dataset.colors = colors.join();
  box.hidden = colors.length === 0;
  box.setAttribute("aria-label", say("card.palette", { colors }));
  box.replaceChildren(...colors.map((color) => {
    const swatch = document.createElement("i");
    swatch.style.background = color;
    return swatch;
  }));
}
