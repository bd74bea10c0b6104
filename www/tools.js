// The rail: tool, size, opacity, hardness, colour. The controls hold the settings; each change is
// handed to the painting, and all of them once more when another painting is opened.

import { el, emit, limner, on } from "./handle.js";
import { say } from "./say.js";

const PALETTE = [
  "#17222d", "#2f4858", "#3f7f93", "#8fc1b5", "#dfe6d3", "#6b2d2a", "#b5432e", "#e07a3f", "#f0b65a", "#f6e3b0",
  "#2f4a2e", "#6d8b4a", "#5b4a78", "#b07aa1", "#ffffff",
];
const RECENT = 10;
const SLIDERS = ["size", "opacity", "hardness"];

export function startTools() {
  for (const button of document.querySelectorAll(".tool")) {
    button.addEventListener("click", () => chooseTool(/** @type {HTMLElement} */ (button).dataset.tool));
  }
  for (const id of [...SLIDERS, "pressure-size", "pressure-opacity"]) el(id).addEventListener("input", applyBrush);
  el("color").addEventListener("input", () => applyColor(el("color").value));
  el("swatches").append(...PALETTE.map(swatch));
  on("opened", () => { applyBrush(); applyColor(el("color").value); chooseTool(document.body.dataset.tool); });
  on("pointer-down", rememberColor);
  applyBrush();
}

/** @param {string} tool - brush, eraser, eyedropper or hand (which the painting knows nothing of) */
export function chooseTool(tool) {
  document.body.dataset.tool = tool;
  for (const button of document.querySelectorAll(".tool")) {
    button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.tool === tool));
  }
  if (tool !== "hand") limner.page?.setTool(tool);
  emit("brush");
}

/** Radius in canvas pixels: the slider is logarithmic, 0.5 to 160. */
export const radiusPx = () => 0.5 * 320 ** (Number(el("size").value) / 100);

/** @param {string} hex - as #rrggbb */
export function applyColor(hex) {
  const now = el("color");
  if (now.value !== hex) { now.dataset.before = now.value; now.value = hex; }
  el("color-now").style.background = hex;
  limner.page?.setColor(parseInt(hex.slice(1), 16));
}

/** What the eyedropper found. @param {number | undefined} rgb */
export function pickedColor(rgb) {
  if (rgb !== undefined) applyColor(`#${rgb.toString(16).padStart(6, "0")}`);
}

export function swapColor() {
  const { before } = el("color").dataset;
  if (before) applyColor(before);
}

/** Settings to keep between visits. */
export function brushPrefs() {
  return { color: el("color").value, ...Object.fromEntries(SLIDERS.map((id) => [id, el(id).value])) };
}

/** @param {Record<string, string> | undefined} prefs */
export function setBrushPrefs(prefs) {
  for (const id of SLIDERS) if (prefs?.[id]) el(id).value = prefs[id];
  if (/^#[0-9a-f]{6}$/.test(prefs?.color ?? "")) el("color").value = prefs.color;
  applyBrush();
}

function applyBrush() {
  const [opacity, hardness] = [Number(el("opacity").value), Number(el("hardness").value)];
  tell("size", say("rail.sizeValue", { px: radiusPx() * 2 }));
  tell("opacity", say("rail.percent", { value: opacity }));
  tell("hardness", say("rail.percent", { value: hardness }));
  limner.page?.setBrush(radiusPx(), opacity / 100, hardness / 100, el("pressure-size").checked, el("pressure-opacity").checked);
  emit("brush");
}

/** @param {string} id @param {string} text */
function tell(id, text) {
  el(`${id}-value`).textContent = text;
  el(id).setAttribute("aria-valuetext", text);
}

/** A colour counts as used when a stroke begins with it. */
function rememberColor() {
  const hex = el("color").value;
  const recent = el("recent");
  if (document.body.dataset.tool !== "brush" || recent.firstElementChild?.dataset.hex === hex) return;
  [...recent.children].find((one) => one.dataset.hex === hex)?.remove();
  recent.prepend(swatch(hex));
  while (recent.children.length > RECENT) recent.lastElementChild.remove();
}

/** @param {string} hex */
function swatch(hex) {
  const button = document.createElement("button");
  button.dataset.hex = hex;
  button.style.background = hex;
  button.setAttribute("aria-label", say("color.swatch", { hex }));
  button.addEventListener("click", () => applyColor(hex));
  return button;
}
