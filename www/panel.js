// The partner's card: says what it is doing and has learned, and passes on what the person wants.

import { drawCurve, rememberFidelity } from "./curve.js";
import { el, emit, limner, on, within } from "./handle.js";
import { setAttribute, setIcon, setText } from "./labels.js";
import { say, sayReason, sayTarget, sayTrouble } from "./say.js";
import { isReadOnly } from "./tabs.js";
import { hasRoom, toast, troubleToast } from "./toast.js";

const SURE_MS = 4000;
const [TOLD_MS, ANSWER_MS] = [260, 4000];
let answering = 0;
/** What the partner did when it answered a drawing last, in words. */
let answered = "";
/** Made once: making one is slow. */
const FIGURES = new Intl.NumberFormat();

/** Troubles that are over by the time they are told. */
const NOTICES = new Set(["worker_died"]);

export function startPanel() {
  for (const id of ["start", "dock-start"]) {
    el(id).addEventListener("click", startOrPause);
  }
  el("step").addEventListener("click", () => { emit("to-now"); limner.partner.step(); });
  for (const id of ["yes", "no"]) {
    el(id).addEventListener("click", () => judge(id === "yes"));
    el(`dock-${id}`).addEventListener("click", () => judge(id === "yes"));
  }
  el("undo").addEventListener("click", undo);
  el("redo").addEventListener("click", redo);
  el("undo-partner").addEventListener("click", () => { if (limner.page.undoPartner()) tell(say("card.undone")); });
  el("forget").addEventListener("click", forget);
  el("revert").addEventListener("click", () => limner.partner.revertPolicy());
  el("curves").addEventListener("toggle", drawCurve);
  on("status", show);
}

/** Takes the person's last step back. */
export function undo() {
  if (isReadOnly()) return;
  limner.page.undo();
  emit("undone");
  showNow();
}

/** Takes the person's last undone step again. */
export function redo() {
  if (isReadOnly()) return;
  limner.page.redo();
  showNow();
}

/** Buttons follow what the person did at once: one that is still disabled would lose their next click. */
export function showNow() {
  emit("status", limner.page.status());
}

/** Whoever starts the partner wants to see it paint, not the past. */
function startOrPause() {
  // Not by what is shown, which may be a moment old.
  if (limner.page.status().running) return limner.partner.pause();
  emit("to-now");
  limner.partner.start();
}

/** @param {boolean} yes */
const judge = (yes) => judgedStrokes(limner.partner.judge(yes), yes);

/** Says that a verdict was about so many strokes. @param {number} n @param {boolean} yes @param {boolean} [one] - that was pointed at */
export function judgedStrokes(n, yes, one) {
  document.body.dataset.judged = String(n);
  const button = el(yes ? "yes" : "no");
  button.classList.add("told");
  setTimeout(() => button.classList.remove("told"), TOLD_MS);
  tell(say("card.judged", { n, yes, one }));
}

/** Says for a while what came of what the person said. @param {string} text */
export function tell(text) {
  write("judged", text);
  clearTimeout(answering);
  answering = setTimeout(() => write("judged", ""), ANSWER_MS);
}

function forget() {
  const button = el("forget");
  if (!button.dataset.sure) {
    button.dataset.sure = "asked";
    button.textContent = say("card.forgetSure");
    // A key may have pressed it in a fold that is closed: the question is to be seen.
    el("taste").open = true;
    button.scrollIntoView({ block: "nearest" });
    setTimeout(settle, SURE_MS);
    return;
  }
  limner.partner.forget();
  settle();
}

function settle() {
  delete el("forget").dataset.sure;
  el("forget").textContent = say("card.forget");
}

/** @param {import("./handle.js").Status} status */
function show(status) {
  const { dataset } = document.body;
  const said = {
    phase: status.phase, turn: status.turn, revision: status.revision, strokesPerson: status.strokes.person,
    strokesPartner: status.strokes.partner, psnr: status.psnr ?? "", policySteps: status.policySteps, weights: status.weights,
  };
  for (const [name, value] of Object.entries(said)) if (dataset[name] !== String(value)) dataset[name] = String(value);
  document.body.toggleAttribute("data-running", status.running);
  write("phase", phaseText(status));
  write("dock-phase", el("judged").textContent || phaseText(status));
  for (const id of ["start", "dock-start"]) {
    setIcon(el(id), status.running ? "pause" : "play");
    setAttribute(el(id), "aria-label", say(`control.${status.control}_long`));
  }
  setText(within(el("start"), "span"), say(`control.${status.control}`));
  write("strokes-person", FIGURES.format(status.strokes.person));
  write("strokes-partner", FIGURES.format(status.strokes.partner));
  write("fidelity", say("card.decibel", { db: status.psnr }));
  el("undo").disabled = !status.canUndo;
  el("redo").disabled = !status.canRedo;
  el("undo-partner").disabled = !status.canUndoPartner;
  el("forget").hidden = status.judged === 0 && status.policySteps === 0 && !status.beliefs.some(({ origin }) => origin === "said");
  el("revert").hidden = !status.canRevert;
  rememberFidelity(status);
  tellTrouble(status.trouble);
}

/** One line: what it is doing now. @param {import("./handle.js").Status} status */
function phaseText(status) {
  const target = status.target && sayTarget(status.target, limner.Partner.galleryNames());
  const [reason] = !target && status.proposals ? limner.partner.proposalReasons() : [];
  answered = target || !status.strokes.partner ? "" : reason ? sayReason(reason) : answered;
  return say(`phase.${status.phase}`, { ...status, target, answering: sayReason(reason), answered });
}

/** Every trouble is told once, when those before it leave room. @param {import("./handle.js").Status["trouble"]} trouble */
function tellTrouble(trouble) {
  if (!trouble || !hasRoom()) return;
  const { code, detail, times } = trouble;
  if (NOTICES.has(code)) toast(sayTrouble(code, detail), { code });
  else troubleToast(code, detail, times);
  limner.page.clearTrouble();
}

/** @param {string} id @param {string} text */
const write = (id, text) => setText(el(id), text);
