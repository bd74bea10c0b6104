// "Paint anew": a patch is painted as the partner would paint it today, beside the painting, and shown beside what is there.
// The person keeps what they like better; one undo takes the new one back.

import { el, limner, on, within } from "./handle.js";
import { setText, themeColor } from "./labels.js";
import { alsoDraw, drawOverlay } from "./overlay.js";
import { tell } from "./panel.js";
import { say } from "./say.js";
import { draw, scale, screenFromCanvas } from "./view.js";

/** What is kept, as `endRepaint` has it. */
const [NEITHER, OLD, NEW] = [0, 1, 2];
/** What `patch()` says where nothing of the partner's lies there, and where the new one is there. */
const [EMPTY, DONE] = [101, 100];

/** The patch in canvas pixels, while there is one: middle and reach. @type {[number, number, number] | null} */
let patch = null;

export function startPatch() {
  alsoDraw(drawPatch);
  on("status", show);
  on("opened", close);
  el("patch-old").addEventListener("click", () => keep(OLD));
  el("patch-new").addEventListener("click", () => keep(NEW));
  el("patch-cancel").addEventListener("click", () => keep(NEITHER));
}

/** Has a patch painted anew. @param {number} x @param {number} y @param {number} reach - canvas pixels */
export function repaint(x, y, reach) {
  limner.beside.repaint(x, y, reach);
  patch = [x, y, reach];
  setText(el("patch-title"), say("patch.working"));
  setText(el("patch-said"), say("patch.working"));
  el("patch-progress").value = 0;
  el("patch-progress").hidden = false;
  el("patch-choices").hidden = true;
  aside(el("patch"), patch);
  drawOverlay();
}

/** How high a panel may get where it lies above or below, in parts of the window. */
const HIGHEST = 0.36;

/** Shows a panel on the side where what it is about is not, and gives it the focus. @param {HTMLElement} panel @param {[number, number, number]} around */
export function aside(panel, [x, y, reach]) {
  const [right, low] = reach ? screenFromCanvas(x, y) : [innerWidth, 0];
  const free = el("clearing").getBoundingClientRect();
  panel.dataset.side = right < (free.left + free.right) / 2 ? "right" : "left";
  panel.hidden = false;
  delete panel.dataset.upper;
  panel.toggleAttribute("data-upper", low > panel.getBoundingClientRect().bottom - HIGHEST * innerHeight - 16);
  document.body.dataset.beside = "";
  panel.focus({ preventScroll: true });
}

/** Hides it again. @param {HTMLElement} panel */
export function putAway(panel) {
  const had = panel.contains(document.activeElement);
  panel.hidden = true;
  if (el("why").hidden && el("patch").hidden) delete document.body.dataset.beside;
  if (had) el("stage").focus({ preventScroll: true });
}

/** Does what a key means for the patch, if it means something. @param {string} key @param {boolean} single */
export function patchBy(key, single) {
  if (!patch) return false;
  const choice = ["1", "2"].indexOf(key) + 1;
  if (key === "escape") keep(NEITHER);
  else if (choice && !el("patch-choices").hidden && (single || el("patch").contains(document.activeElement))) keep(choice);
  else return false;
  return true;
}

/** @param {number} kept */
function keep(kept) {
  limner.beside.endRepaint(kept);
  if (kept !== NEITHER) tell(say(kept === NEW ? "patch.keptNew" : "patch.keptOld"));
  close();
}

function close() {
  if (!patch) return;
  patch = null;
  putAway(el("patch"));
  drawOverlay();
}

function show() {
  if (!patch) return;
  const percent = limner.beside.patch();
  // The person painted on: it was a patch of what there was.
  if (percent === undefined) { tell(say("patch.gone")); return close(); }
  if (percent === EMPTY) { tell(say("patch.empty")); return keep(NEITHER); }
  el("patch-progress").value = percent;
  if (percent < DONE || !el("patch-choices").hidden) return;
  for (const [id, anew] of /** @type {const} */ ([["patch-old", false], ["patch-new", true]])) {
    const picture = limner.beside.patchPicture(anew);
    const canvas = /** @type {HTMLCanvasElement} */ (within(el(id), "canvas"));
    if (!picture) return;
    Object.assign(canvas, { width: picture.width, height: picture.height });
    draw(canvas, picture.rgba, 0, 0, picture.width);
  }
  setText(el("patch-title"), say("patch.choose"));
  setText(el("patch-said"), say("patch.said"));
  el("patch-progress").hidden = true;
  el("patch-choices").hidden = false;
  if (el("patch").contains(document.activeElement)) el("patch-new").focus({ preventScroll: true });
}

/** A ring around the patch. @param {CanvasRenderingContext2D} context */
function drawPatch(context) {
  if (!patch) return;
  const [x, y, reach] = patch;
  const ring = new Path2D();
  ring.arc(...screenFromCanvas(x, y), reach * scale(), 0, 2 * Math.PI);
  for (const [strokeStyle, lineWidth, dash] of /** @type {[string, number, number[]][]} */ ([["#131316cc", 4, []], [themeColor("--partner"), 2, [6, 5]]])) {
    context.setLineDash(dash);
    Object.assign(context, { strokeStyle, lineWidth });
    context.stroke(ring);
  }
  context.setLineDash([]);
}
