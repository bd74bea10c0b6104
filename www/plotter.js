// The sheet for plotters, fetched when somebody asks for it: pens and paper, what a machine would draw with them, files for
// it, and the way back. All work is done in a worker of its own.

import { callsOf } from "./calls.js";
import { handOver } from "./download.js";
import { el, limner, on, showPicture, troubleOf } from "./handle.js";
import { fetchStyles } from "./home.js";
import { startPhoto } from "./plotter-photo.js";
import { sayPlotter as say } from "./plotter-text.en.js";
import { troubleToast } from "./toast.js";
import { ownScript } from "./trusted.js";

/** Numbers may be written for so long before the lines are planned anew. */
const PAUSE_MS = 400;
/** A setup's file is no longer. */
const LONGEST = 64 << 10;
const WHITE = "#ffffff";
const TYPES = { svg: "image/svg+xml", gcode: "text/plain", hpgl: "text/plain", png: "image/png" };

/** @type {HTMLDialogElement | undefined} */
let sheet;
/** @type {ReturnType<typeof callsOf>} */
let send;
/** The setup as it stands: what `limner_plotter::Setup` reads. @type {any} */
let setup;
let [planning, soon] = [0, 0];

/** Opens the sheet, and plans the painting as it is. */
export async function openPlotter() {
  sheet ??= await build();
  if (sheet.open) return;
  sheet.showModal();
  if (setup) { turn(); plan(); }
  else await run(() => takePens("fineliners"));
}

/** @param {string} call @param {any[]} args */
const ask = (call, ...args) => send(call, args);

/** @param {string} name */
const part = (name) => /** @type {any} */ (/** @type {HTMLDialogElement} */ (sheet).querySelector(`[data-part="${name}"]`));

/** What is chosen of few. @param {string} name */
const picked = (name) => part(name).querySelector("input:checked").value;

async function build() {
  const styles = fetchStyles(new URL("./plotter.css", import.meta.url));
  const [html] = await Promise.all([import("./plotter-sheet.js"), styles]);
  sheet = html.sheet();
  document.body.append(sheet);
  send = callsOf(new Worker(ownScript(new URL("./plotter-worker.js", import.meta.url)), { type: "module", name: "limner-plotter" }));
  startPhoto(part, ask, () => JSON.stringify(setup), () => sheet?.close());
  part("close").addEventListener("click", () => sheet?.close());
  part("stage").addEventListener("change", () => { if (sheet) sheet.dataset.stage = picked("stage"); });
  part("pens").addEventListener("change", () => { if (part("pens").value !== "own") run(() => takePens(part("pens").value)); });
  for (const name of ["sheet", "margin", "width", "fill", "white", "tones", "speed", "travel", "marks"]) part(name).addEventListener("input", change);
  for (const form of /** @type {(keyof typeof TYPES)[]} */ (Object.keys(TYPES))) part(form).addEventListener("click", () => run(() => write(form)));
  part("stop").addEventListener("click", stop);
  part("keep").addEventListener("click", () => hand("json", "application/json", new TextEncoder().encode(JSON.stringify(setup, null, 2))));
  part("open").addEventListener("click", () => part("file").click());
  part("file").addEventListener("change", () => run(open));
  // Nobody sees how it goes on, and it would take the partner's time.
  sheet.addEventListener("close", stop);
  on("leaving", () => sheet?.close());
  return sheet;
}

/** @param {() => Promise<any>} work */
async function run(work) {
  try {
    await work();
  } catch (error) {
    const { code, detail } = troubleOf(error);
    const known = code === "out_of_range" && detail.what === "plotter";
    if (!known && code !== "unknown") troubleToast(code, detail);
    tell(say(known ? "refused" : "failed", detail), 0);
  }
}

/** @param {string} text @param {number} percent - none while nothing is planned */
function tell(text, percent) {
  if (part("said").textContent !== text) part("said").textContent = text;
  part("progress").hidden = percent === 0;
  part("bar").value = percent;
}

/** @param {string} name */
async function takePens(name) {
  const { width, height } = limner.page;
  const { sheet: paper } = setup ?? {};
  const taken = JSON.parse(await ask("setup", name, width, height));
  // The paper stays as it was chosen.
  if (paper) Object.assign(taken.sheet, { size_mm: paper.size_mm, margin_mm: paper.margin_mm, marks: paper.marks, color: paper.color });
  if (paper && taken.machine.bed_mm) taken.machine.bed_mm = taken.machine.bed_mm.map((/** @type {number} */ side, /** @type {number} */ i) => Math.max(side, taken.sheet.at_mm[i] + paper.size_mm[i]));
  setup = taken;
  show();
  await plan();
}

/** The controls show the setup. */
function show() {
  const { sheet: { size_mm, margin_mm, marks, color }, machine, fill, pens } = setup;
  const size = [...size_mm].sort((a, b) => a - b).join("x");
  const known = [...part("sheet").options].some(({ value }) => value === size);
  part("sheet").querySelector("[value=own]").hidden = known;
  part("sheet").value = known ? size : "own";
  Object.assign(part("margin"), { value: String(margin_mm) });
  Object.assign(part("width"), { value: String(pens[0].width_mm) });
  Object.assign(part("speed"), { value: String(machine.draw_mm_s) });
  Object.assign(part("travel"), { value: String(machine.travel_mm_s) });
  part(`fill-${fill.kind}`).querySelector("input").checked = true;
  part("tones").checked = fill.tones;
  part("marks").checked = marks;
  part("white").checked = color === WHITE;
}

/** Lays the sheet as the painting. */
function turn() {
  const [long, short] = [Math.max(...setup.sheet.size_mm), Math.min(...setup.sheet.size_mm)];
  const { width, height } = limner.page;
  if (width !== height) setup.sheet.size_mm = width > height ? [long, short] : [short, long];
  if (setup.machine.bed_mm) setup.machine.bed_mm = setup.machine.bed_mm.map((/** @type {number} */ side, /** @type {number} */ i) => Math.max(side, setup.sheet.at_mm[i] + setup.sheet.size_mm[i]));
}

/** The setup follows the controls. @param {Event} event */
function change({ target }) {
  const { sheet: paper, machine, fill, pens } = setup;
  const size = part("sheet").value;
  if (size !== "own") paper.size_mm = size.split("x").map(Number);
  paper.margin_mm = Number(part("margin").value);
  paper.marks = part("marks").checked;
  if (target === part("white")) paper.color = part("white").checked ? WHITE : null;
  machine.draw_mm_s = Number(part("speed").value);
  machine.travel_mm_s = Number(part("travel").value);
  Object.assign(fill, { kind: picked("fill"), tones: part("tones").checked });
  if (target === part("width")) for (const pen of pens) pen.width_mm = Number(part("width").value);
  turn();
  clearTimeout(soon);
  soon = setTimeout(plan, PAUSE_MS);
}

function stop() {
  clearTimeout(soon);
  planning += 1;
  ask("stop");
  if (!part("progress").hidden) tell(say("stopped"), 0);
}

/** Plans the lines, and shows what they would be. */
const plan = () => run(async () => {
  const mine = ++planning;
  for (const form of Object.keys(TYPES)) part(form).disabled = true;
  delete document.body.dataset.plotted;
  tell(say("planning", { percent: 0 }), 1);
  const heard = ({ percent = 0 }) => { if (mine === planning) tell(say("planning", { percent }), Math.max(percent, 1)); };
  const made = await send("plan", [limner.page.packed(false, 0, false), JSON.stringify(setup)], heard);
  if (!made || mine !== planning) return;
  const { report, preview } = made;
  showPicture(part("preview"), preview);
  const { drawn_m: drawn, travel_m: travel, travel_painted_m: painted, lifts, minutes, dips } = report;
  tell(lifts > 0 ? say("takes", { drawn, travel, painted, lifts, minutes, dips }) : say("nothing"), 0);
  part("used").replaceChildren(...setup.pens.map((/** @type {any} */ pen) => pot(pen, report.pens.find((/** @type {any} */ one) => one.name === pen.name))));
  for (const form of Object.keys(TYPES)) part(form).disabled = false;
  // For tests.
  document.body.dataset.plotted = String(lifts);
});

/** A pen with what it draws. @param {{ name: string, color: string }} pen @param {{ drawn_m: number } | undefined} used */
function pot({ name, color }, used) {
  const item = document.createElement("li");
  const ink = document.createElement("i");
  ink.style.background = color;
  const words = document.createElement("bdi");
  words.textContent = used ? say("ofPen", { name, metres: used.drawn_m }) : say("unused", { name });
  item.append(ink, words);
  item.className = used ? "" : "unused";
  return item;
}

/** @param {keyof typeof TYPES} form */
async function write(form) {
  const bytes = await ask("write", form);
  if (bytes) hand(form, TYPES[form], bytes);
}

/** @param {string} ending @param {string} type @param {Uint8Array<ArrayBuffer>} bytes */
function hand(ending, type, bytes) {
  const name = el("painting-name").value;
  handOver(name, ending, type, bytes);
  tell(say("saved", { name: `${name || "limner"}.${ending}` }), 0);
}

/** Opens a file of pens and machine. */
async function open() {
  const [file] = part("file").files;
  part("file").value = "";
  if (!file) return;
  setup = JSON.parse(await ask("checked", file.size > LONGEST ? "" : await file.text()));
  part("pens").querySelector("[value=own]").hidden = false;
  part("pens").value = "own";
  show();
  await plan();
}
