// The sheet on which drawings are imagined, fetched when somebody asks for it: what is drawn, the drawings, and where one of
// them goes. All work is done in a worker of its own.

import { callsOf } from "./calls.js";
import { around, catchOnPainting, endCatch, offerUndo } from "./glass.js";
import { limner, on, troubleOf } from "./handle.js";
import { fetchStyles } from "./home.js";
import { drawingsOf, watch } from "./imagine-drawing.js";
import { startKeptLessons } from "./imagine-kept.js";
import { showLiking, startLiking } from "./imagine-liking.js";
import { lessonOpened, startLesson } from "./imagine-lesson.js";
import { sayImagine as say } from "./imagine-text.en.js";
import { toast, troubleToast } from "./toast.js";
import { ownScript } from "./trusted.js";

/** A sheet's drawings, and the sides of a drawing's and a curve's canvas. */
const [SHEET, SIDE, CURVE] = [12, 160, 56];
/** What the worker refuses with a word of its own. */
const REFUSED = ["cards", "alike"];

/** @type {HTMLDialogElement | undefined} */
let sheet;
/** @type {ReturnType<typeof callsOf>} */
let send;
let [loaded, chosen] = ["", 0];
/** What the classes of the model that is there are called. @type {string[]} */
let names = [];

/** Opens the sheet. */
export async function openImagine() {
  sheet ??= await build();
  if (sheet.open) return;
  sheet.showModal();
  if (loaded === "") run(choose);
}

/** @param {string} call @param {any[]} args */
const ask = (call, ...args) => send(call, args);

/** @param {string} name */
const part = (name) => /** @type {any} */ (/** @type {HTMLDialogElement} */ (sheet).querySelector(`[data-part="${name}"]`));

/** What is chosen of few. @param {string} name */
const picked = (name) => part(name).querySelector("input:checked").value;

async function build() {
  const styles = fetchStyles(new URL("./imagine.css", import.meta.url), new URL("./drawn-on.css", import.meta.url));
  const [html] = await Promise.all([import("./imagine-sheet.js"), styles]);
  sheet = html.sheet();
  document.body.append(sheet);
  send = callsOf(new Worker(ownScript(new URL("./imagine-worker.js", import.meta.url)), { type: "module", name: "limner-imagine" }));
  startLesson(sheet, part, ask, (heard) => send("learn", [], ({ stands }) => heard(stands)), run, useLearned);
  startKeptLessons(part, ask, () => lessonOpened(part, ask), tell);
  startLiking(part, ask, run, () => chosen, () => picked("kind") === "mine", imagine);
  part("close").addEventListener("click", () => sheet?.close());
  part("stage").addEventListener("change", () => stage(picked("stage")));
  part("kind").addEventListener("change", () => run(async () => {
    part("liking").hidden = true;
    await choose();
    await showLiking(part, ask, picked("kind") === "mine");
  }));
  part("imagine").addEventListener("click", () => run(imagine));
  part("place").addEventListener("click", () => run(place));
  part("place").disabled = true;
  // Nobody sees how a lesson goes on, and it would take the partner's time.
  sheet.addEventListener("close", () => run(() => ask("stop")));
  on("leaving", () => { endCatch(); sheet?.close(); });
  return sheet;
}

/** @param {() => Promise<any>} work */
async function run(work) {
  try {
    await work();
  } catch (error) {
    const { code, detail } = troubleOf(error);
    tell(REFUSED.includes(detail.what) ? say(detail.what) : "");
    if (REFUSED.includes(detail.what)) return;
    if (code === "unknown") {
      tell(say("failed"));
      toast(say("failed"), { kind: "trouble", code: "imagine_failed" });
    } else troubleToast(code, detail);
  }
}

/** @param {string} text */
function tell(text) {
  if (part("said").textContent !== text) part("said").textContent = text;
}

/** @param {string} name */
function stage(name) {
  if (sheet) sheet.dataset.stage = name;
  part(`stage-${name}`).querySelector("input").checked = true;
  tell("");
  if (name === "draw") run(() => ask("stop"));
}

/** What it draws from now on: fetched where it is not there, and its classes listed. */
async function choose() {
  const kind = picked("kind");
  part("which").disabled = kind === "mine";
  if (kind === "mine" || kind === loaded) return;
  part("imagine").disabled = true;
  tell(say("fetching"));
  try {
    names = (await ask("load", kind)).map((/** @type {string} */ name) => name.replaceAll("_", " "));
    loaded = kind;
    const option = (/** @type {string} */ text, /** @type {number} */ value) => Object.assign(document.createElement("option"), { textContent: text, value: String(value) });
    part("which").replaceChildren(option(say("any"), -1), ...names.map(option));
    tell("");
  } catch (error) {
    console.info("not fetched:", error);
    tell(say("notFetched"));
    toast(say("notFetched"), { kind: "trouble", code: "imagination_not_fetched" });
  }
  part("imagine").disabled = false;
}

/** What was learned from the person's cards is drawn with. */
function useLearned() {
  stage("draw");
  part("kind-mine").querySelector("input").checked = true;
  run(async () => { await choose(); await imagine(); });
}

async function imagine() {
  await choose();
  const learned = picked("kind") === "mine";
  if (!learned && picked("kind") !== loaded) return;
  const began = performance.now();
  const flat = await ask("imagine", picked("many") === "one" ? 1 : SHEET, Number(part("which").value || -1), learned);
  document.body.dataset.imagineMs = (performance.now() - began).toFixed(1);
  const drawings = drawingsOf(flat);
  if (drawings.length === 0) return tell(say("nothingLearned"));
  tell("");
  const tiles = drawings.map((drawing, i) => tile(drawing, i, drawings.length, learned ? "" : names[drawing.kind] ?? ""));
  part("drawings").dataset.count = String(tiles.length);
  part("drawings").replaceChildren(...tiles.map(({ button }) => button));
  part("curve").hidden = part("liking").hidden = part("place").disabled = false;
  pick(0);
  watch(tiles);
  await showLiking(part, ask, learned);
}

/** @param {import("./imagine-drawing.js").Drawing} drawing @param {number} index @param {number} of @param {string} name */
function tile(drawing, index, of, name) {
  const button = document.createElement("button");
  const [paper, curve] = [[SIDE, SIDE], [SIDE, CURVE]].map(([width, height]) => Object.assign(document.createElement("canvas"), { width, height }));
  const better = drawing.scores.filter((score, i) => i > 0 && score > drawing.scores[i - 1]).length;
  button.setAttribute("aria-label", say("drawing", { n: index + 1, of, name, strokes: drawing.strokes.length, better }));
  button.append(paper, curve);
  button.addEventListener("click", () => pick(index));
  return { button, drawing, sheet: paper, curve };
}

/** @param {number} index */
function pick(index) {
  chosen = index;
  [.../** @type {HTMLElement} */ (part("drawings")).children].forEach((button, i) => button.setAttribute("aria-pressed", String(i === index)));
}

async function place() {
  await ask("paintOn", limner.page.width, limner.page.height, limner.hand.exportBrush("imagine"));
  sheet?.close();
  const wanted = { what: "imagined", where: say("where"), back: say("back"), done: say("done"), shape: /** @type {const} */ ("box") };
  catchOnPainting(wanted, (points) => run(() => placeAt(points)), () => sheet?.showModal());
}

/** In the box from where the pointer went down to where it came up, or about a tap. @param {number[]} points - x and y in the painting's pixels */
async function placeAt(points) {
  const ends = [...points.slice(0, 2), ...points.slice(-2)];
  const [x, y, reach] = around(ends);
  const side = Math.max(Math.abs(ends[2] - ends[0]), Math.abs(ends[3] - ends[1]));
  const bytes = await ask("place", chosen, x, y, side > 12 ? side : reach, limner.hand.color());
  const n = bytes.length > 0 ? limner.hand.paintGroup(bytes) : 0;
  document.body.dataset.imaginePlaced = String(Number(document.body.dataset.imaginePlaced ?? 0) + 1);
  if (n > 0) offerUndo(say("placed", { n }), say("undo"));
  else toast(say("nothing"));
}
