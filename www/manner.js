// How the partner paints, as the person wants it: controls of its card that are kept between visits and
// hold for every painting.

import { el, emit, limner, on } from "./handle.js";
import { say } from "./say.js";

/** What a stroke must bring for each step of the slider, in millionths of what the empty paper lacks. */
const PRICES = [10_000, 4000, 1600, 640, 250, 100, 40, 0];
/** Numbers of colours to choose from. */
const COLORS = [2, 3, 4, 6, 8, 12, 16];
const IDS = ["partner-colors", "detail", "follow", "polish"];

export function startManner() {
  const numbers = COLORS.map((n) => new Option(say("card.colorsOf", { n }), String(n)));
  el("partner-colors").append(new Option(say("card.colorsAll"), "all"), ...numbers, new Option(say("card.colorsMine"), "mine"));
  for (const id of IDS) {
    el(id).addEventListener(id === "detail" ? "input" : "change", () => { apply(); emit("manner-chosen"); });
  }
  on("opened", apply);
  on("status", showPalette);
}

/** What is kept: the value of each control, by its id. */
export const manner = () => Object.fromEntries(IDS.map((id) => [id, el(id).type === "checkbox" ? el(id).checked : el(id).value]));

/** @param {any} kept - as from `manner`, or nothing */
export function setManner(kept) {
  for (const id of IDS) {
    const control = el(id);
    if (typeof kept?.[id] === "boolean" && control.type === "checkbox") control.checked = kept[id];
    if (typeof kept?.[id] === "string" && control.type !== "checkbox") control.value = kept[id];
  }
  if (el("partner-colors").selectedIndex < 0) el("partner-colors").value = "all";
}

function apply() {
  const step = Number(el("detail").value);
  const spoken = say("card.detailValue", { step, steps: PRICES.length - 1 });
  el("detail-value").textContent = spoken;
  el("detail").setAttribute("aria-valuetext", spoken);
  const { page } = limner;
  if (!page) return;
  page.setPrice(PRICES[step]);
  page.setFollow(el("follow").checked);
  page.setPolish(el("polish").checked);
  page.setColors(el("partner-colors").value);
}

/** A swatch for each colour that it paints with, if not with all. @param {any} status */
function showPalette({ palette }) {
  const colors = palette.map((/** @type {number} */ rgb) => `#${rgb.toString(16).padStart(6, "0")}`);
  const box = el("palette");
  if (box.dataset.colors === colors.join()) return;
  box.dataset.colors = colors.join();
  box.hidden = colors.length === 0;
  box.setAttribute("aria-label", say("card.palette", { colors }));
  box.replaceChildren(...colors.map((/** @type {string} */ color) => {
    const swatch = document.createElement("i");
    swatch.style.background = color;
    return swatch;
  }));
}
