// Messages at the foot of the stage. Notices go away by themselves, later where they offer something,
// and not under the pointer; troubles stay until dismissed, or until what they complain of works again.

import { el, on } from "./handle.js";
import { icon } from "./labels.js";
import { say, sayTrouble } from "./say.js";

const NOTICE_MS = 5000;
const OFFER_MS = 12_000;
/** A notice that is looked at is asked again after this whether it may go. */
const AGAIN_MS = 1000;
const MOST = 3;

// Another painting, and another picture: what could not be opened before is of no interest any more.
on("opened", ({ origin }) => { if (origin === "file" || origin === "link") settled(/^(not_a_painting|painting_|link_|canvas_|out_of_range|no_such_stroke|neither)/); });
on("target", () => settled(/^(not_a_picture|picture_|no_such_gallery|partner_failed|neither)/));

/** @typedef {{ label: string, run: () => void }} Action */

/**
 * @param {string} text
 * @param {{ kind?: "notice" | "trouble", code?: string, action?: Action, actions?: Action[], field?: string }} [options]
 * @returns {() => void} takes the message away
 */
export function toast(text, { kind = "notice", code = "", action, actions = action ? [action] : [], field } = {}) {
  const same = [.../** @type {HTMLCollectionOf<HTMLElement>} */ (el("toasts").children)].find((one) => one.dataset.text === text);
  same?.remove();
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.dataset.code = code;
  box.dataset.text = text;
  box.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (field !== undefined) box.append(linkField(field));
  for (const { label, run } of actions) box.append(button(label, () => { if (kind === "notice" || action) box.remove(); run(); }));
  const dismiss = button("", () => box.remove());
  dismiss.className = "dismiss";
  dismiss.setAttribute("aria-label", say("toast.dismiss"));
  dismiss.append(icon("no"));
  box.append(dismiss);
  el("toasts").append(box);
  if (kind === "trouble") document.body.dataset.trouble = code;
  else if (field === undefined) setTimeout(() => leave(box), actions.length > 0 ? OFFER_MS : NOTICE_MS);
  while (el("toasts").children.length > MOST) {
    (el("toasts").querySelector(".notice") ?? el("toasts").firstElementChild)?.remove();
  }
  return () => box.remove();
}

/** @param {HTMLElement} box */
function leave(box) {
  if (box.matches(":hover, :focus-within")) setTimeout(() => leave(box), AGAIN_MS);
  else box.remove();
}

/** Takes away the troubles of a kind that is over. @param {RegExp} codes */
export function settled(codes) {
  for (const box of [.../** @type {HTMLCollectionOf<HTMLElement>} */ (el("toasts").children)]) {
    if (box.matches(".trouble") && codes.test(box.dataset.code ?? "")) box.remove();
  }
}

/** Takes away the message that came last. */
export function dismissNewest() {
  const box = el("toasts").lastElementChild;
  const had = box?.contains(document.activeElement);
  box?.remove();
  if (had) el("stage").focus({ preventScroll: true });
}

/** Whether one more message takes the place of none that must be read. */
export const hasRoom = () => el("toasts").querySelectorAll(".trouble").length < MOST;

/** @param {string} code @param {any} [detail] @param {number} [times] - how often it came since it was told last */
export function troubleToast(code, detail, times = 1) {
  const text = sayTrouble(code, detail);
  toast(times > 1 ? say("toast.times", { text, times }) : text, { kind: "trouble", code });
}

/** @param {string} label @param {() => void} run */
function button(label, run) {
  const made = document.createElement("button");
  made.textContent = label;
  made.addEventListener("click", run);
  return made;
}

/** @param {string} value */
function linkField(value) {
  const field = Object.assign(document.createElement("input"), { type: "text", readOnly: true, value });
  field.setAttribute("aria-label", say("share.linkField"));
  field.addEventListener("focus", () => field.select());
  return field;
}
