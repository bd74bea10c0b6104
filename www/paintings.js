// The paintings that are kept on this device: opened, renamed, duplicated, deleted, and what all of it takes. Nothing
// is deleted unasked, and what is can be had back while the list is open.

import { hideMenus } from "./dialogs.js";
import { el, limner, newId, showPicture } from "./handle.js";
import { cards, changeCard, duplicate, erase, freeName } from "./journal.js";
import { setText } from "./labels.js";
import { openSaved } from "./open.js";
import { say } from "./say.js";
import { settle } from "./store.js";
import { onTold, tellTabs } from "./tabs.js";
import { toast } from "./toast.js";

/** What was deleted longer ago and is still there was left by a page that died, not by a list that is open. */
const LEFT_MS = 24 * 3600_000;

/** @typedef {import("./journal.js").Card} Card */

/** Ids of what was deleted since the list was opened. @type {Set<string>} */
const deleted = new Set();

export function startPaintings() {
  el("recent-paintings").addEventListener("click", open);
  el("recent-dialog").addEventListener("close", close);
  onTold("paintings", () => { if (el("recent-dialog").open) list(); });
  cards().then((all) => all.filter(({ removed }) => removed && Date.now() - removed > LEFT_MS).forEach(({ id }) => erase(id)))
    .catch((error) => console.info("not cleared:", error));
}

async function open() {
  hideMenus();
  setText(el("recent-said"), "");
  await settle();
  if (!(await list())) return;
  if (!el("recent-dialog").open) el("recent-dialog").showModal();
}

async function close() {
  const gone = [...deleted];
  deleted.clear();
  await attempt(() => Promise.all(gone.map(erase)));
}

/** Says whether it could be done; what could not is told. @param {() => Promise<unknown>} what */
async function attempt(what) {
  try {
    await what();
    return true;
  } catch (error) {
    console.info("not done:", error);
    toast(say("recent.failed"), { kind: "trouble", code: "recent_failed" });
    return false;
  }
}

const list = () => attempt(async () => {
  const all = await cards();
  const others = all.filter(({ id }) => id !== limner.id);
  el("recent-now").replaceChildren(...all.filter(({ id }) => id === limner.id).map(row));
  el("recent-list").replaceChildren(...(others.length > 0 ? others.map(row) : [say("recent.none")]));
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  const persisted = await navigator.storage?.persisted?.();
  setText(el("recent-used"), usage === undefined ? "" : say("recent.used", { usage, quota, persisted }));
});

/** @param {Card} card */
function row(card) {
  const made = document.createElement("div");
  made.className = "painting";
  made.dataset.painting = card.id;
  if (card.removed) {
    const words = Object.assign(document.createElement("p"), { textContent: say("recent.deleted", card) });
    made.append(words, button("undo", card, () => restore(card)));
    return made;
  }
  const isHere = card.id === limner.id;
  const face = document.createElement(isHere ? "div" : "button");
  face.className = "face";
  if (face instanceof HTMLButtonElement) face.type = "button";
  const picture = document.createElement("canvas");
  if (card.small) showPicture(picture, card.small);
  const when = new Date(card.updated).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  const words = document.createElement("span");
  const name = document.createElement("b");
  name.append(Object.assign(document.createElement("bdi"), { textContent: card.name || say("top.untitled") }));
  words.append(name, Object.assign(document.createElement("small"), { textContent: say("recent.line", { when, bytes: card.bytes, isHere }) }));
  face.append(picture, words);
  made.append(face);
  if (!isHere) {
    face.addEventListener("click", () => { el("recent-dialog").close(); openSaved(card.id); });
    made.append(button("rename", card, () => rename(card, made)));
  }
  made.append(button("duplicate", card, () => copy(card)));
  if (!isHere) made.append(button("delete", card, () => remove(card)));
  return made;
}

/** @param {"undo" | "rename" | "duplicate" | "delete"} what @param {Card} card @param {() => void} run */
function button(what, card, run) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: say(`recent.${what}`) });
  made.dataset.run = what;
  made.setAttribute("aria-label", say(`recent.${what}Long`, card));
  made.addEventListener("click", run);
  return made;
}

/** Whether another tab has it open, which is said. @param {string} id */
async function isElsewhere(id) {
  const { held } = (await navigator.locks?.query()) ?? {};
  const is = held?.some(({ name }) => name === `limner-${id}`) ?? false;
  setText(el("recent-said"), is ? say("recent.elsewhere") : "");
  return is;
}

/** @param {Card} card @param {HTMLElement} row */
async function rename(card, row) {
  if (await isElsewhere(card.id)) return;
  const field = Object.assign(document.createElement("input"), { type: "text", maxLength: 60, value: card.name });
  field.setAttribute("aria-label", say("recent.renameLong", card));
  let over = false;
  const end = async (/** @type {boolean} */ keeps) => {
    if (over) return;
    over = true;
    if (keeps && field.value.trim()) await change(card.id, (kept) => ({ ...kept, name: field.value.trim() }));
    else await list();
    focus(card.id, "rename");
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    // Neither the dialog's.
    event.preventDefault();
    end(event.key === "Enter");
  });
  field.addEventListener("blur", () => end(true));
  row.replaceChildren(field);
  field.select();
}

/** @param {string} id @param {(card: Card) => Card} how */
async function change(id, how) {
  await attempt(() => changeCard(id, how));
  await list();
  tellTabs({ kind: "paintings" });
}

/** @param {Card} card */
async function copy(card) {
  if (card.id === limner.id) await settle();
  await attempt(async () => duplicate(card.id, newId(), await freeName(say("tabs.copyName", card))));
  await list();
  focus(card.id, "duplicate");
  tellTabs({ kind: "paintings" });
}

/** @param {Card} card */
async function remove(card) {
  if (await isElsewhere(card.id)) return;
  deleted.add(card.id);
  await change(card.id, (kept) => ({ ...kept, removed: Date.now() }));
  focus(card.id, "undo");
}

/** @param {Card} card */
async function restore(card) {
  deleted.delete(card.id);
  await change(card.id, ({ removed, ...kept }) => kept);
  focus(card.id, "delete");
}

/** @param {string} id @param {string} run */
function focus(id, run) {
  const selector = `[data-painting="${id}"] [data-run="${run}"]`;
  /** @type {HTMLElement | null} */ (el("recent-dialog").querySelector(selector))?.focus();
}
