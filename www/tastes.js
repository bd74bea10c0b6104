// Tastes that are kept under a name: used again, saved as files, opened from them, and mixed into the one that learns.

import { change, get } from "./database.js";
import { download } from "./download.js";
import { el, limner, on, troubleOf } from "./handle.js";
import { setAttribute, setText } from "./labels.js";
import { say } from "./say.js";
import { onTold, tellTabs } from "./tabs.js";
import { settled, toast, troubleToast } from "./toast.js";

/** Most tastes that are kept on the device: another is kept once one of them was removed. */
const MOST = 24;

/** The files, the newest first. @type {Uint8Array<ArrayBuffer>[]} */
let files = [];
/** What was mixed last: forgetting ends it. */
let judged = 0;

export async function startTastes() {
  el("taste-name").placeholder = say("tastes.mine", { when: new Date() });
  el("keep-taste").addEventListener("click", keepTaste);
  el("taste-name").addEventListener("keydown", (event) => { if (event.key === "Enter") keepTaste(); });
  el("import-taste").addEventListener("click", () => el("file-taste").click());
  el("file-taste").addEventListener("change", async () => {
    const [file] = el("file-taste").files ?? [];
    el("file-taste").value = "";
    if (file) await bringTaste(file);
  });
  el("forget").addEventListener("click", () => setTimeout(() => { if (!el("forget").dataset.sure) unmix(); }));
  for (const id of /** @type {const} */ (["mix-with", "mix"])) el(id).addEventListener("input", () => { mix(); remember(); });
  onTold("tastes", take);
  on("opened", mix);
  on("status", (status) => {
    const hasSome = status.judged > 0 || status.beliefs.some(({ origin }) => origin === "said");
    el("keep-taste").disabled = !hasSome;
    judged = status.judged;
  });
  await take();
}

/** What is kept, by this tab or by another. */
async function take() {
  try {
    const kept = await get("meta", "tastes");
    files = tastesOf(kept);
    list();
    el("mix-with").value = files.some((file) => nameOf(file) === kept?.mixed) ? kept.mixed : "";
    if (kept?.part >= 0) el("mix").value = String(kept.part);
    mix();
  } catch (error) {
    console.info("no kept tastes:", error);
    list();
  }
}

/** @param {any} kept @returns {Uint8Array<ArrayBuffer>[]} */
const tastesOf = (kept) => (kept?.files ?? []).filter((/** @type {unknown} */ file) => file instanceof Uint8Array && isTaste(/** @type {Uint8Array<ArrayBuffer>} */ (file)));

/** @param {Uint8Array<ArrayBuffer>} head */
export const looksLikeTaste = (head) => String.fromCharCode(...head.subarray(0, 4)) === "LIMS";

/** A taste's file that was chosen or dropped. @param {Blob} file */
export async function bringTaste(file) {
  if (file.size > limner.Page.limits().tasteBytes) return troubleToast("taste_damaged");
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const name = nameOf(bytes);
    if (!keep(name, limner.Taste.stateIn(bytes), limner.Taste.practisedIn(bytes))) return;
    settled(/taste/);
    toast(say("tastes.opened", { name }), { code: "taste_opened" });
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code, detail);
  }
}

/** @param {Uint8Array<ArrayBuffer>} file */
function isTaste(file) {
  try {
    return nameOf(file) !== "";
  } catch {
    return false;
  }
}

/** @param {Uint8Array<ArrayBuffer>} file */
const nameOf = (file) => limner.Taste.nameIn(file);

/** Keeps the taste that there is under the name in the field. */
function keepTaste() {
  const name = el("taste-name").value.trim() || say("tastes.mine", { when: new Date() });
  if (!keep(name, limner.partner.tasteState(), limner.practice.practised())) return;
  el("taste-name").value = "";
  toast(say("tastes.kept", { name }), { code: "taste_kept" });
}

/**
 * Another of the same name takes its place; where there is no room, that is said, and nothing is kept.
 * @param {string} name @param {Uint8Array} taste @param {Uint8Array} practised
 */
function keep(name, taste, practised) {
  const file = limner.Taste.toFile(name, taste, practised);
  const tidy = nameOf(file);
  const withIt = (/** @type {Uint8Array<ArrayBuffer>[]} */ all) => [file, ...all.filter((other) => nameOf(other) !== tidy)];
  if (withIt(files).length > MOST) {
    toast(say("tastes.full", { most: MOST }), { kind: "trouble", code: "tastes_full" });
    return false;
  }
  files = withIt(files);
  list();
  mix();
  remember(withIt);
  return true;
}

/** What there is now is kept, too, if it is of any worth. @param {Uint8Array<ArrayBuffer>} file */
function use(file) {
  const [name, now] = [nameOf(file), limner.partner.tasteState()];
  const isKept = files.some((other) => same(limner.Taste.stateIn(other), now));
  const before = say("tastes.before");
  if (now.length > 0 && judged > 0 && !isKept && !keep(before, now, limner.practice.practised())) return;
  limner.partner.setTasteState(limner.Taste.stateIn(file));
  limner.practice.setPractised(limner.Taste.practisedIn(file));
  toast(say("tastes.used", { name, before: now.length > 0 && judged > 0 && !isKept ? before : "" }), { code: "taste_used" });
}

/** @param {Uint8Array<ArrayBuffer>} a @param {Uint8Array<ArrayBuffer>} b */
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

function list() {
  el("tastes").replaceChildren(...files.map((file) => {
    const name = nameOf(file);
    const row = document.createElement("li");
    row.dataset.taste = name;
    row.append(Object.assign(document.createElement("span"), { textContent: name }));
    const remove = () => {
      const without = (/** @type {Uint8Array<ArrayBuffer>[]} */ all) => all.filter((other) => nameOf(other) !== name);
      files = without(files);
      settled(/^tastes_full/);
      list();
      mix();
      remember(without);
    };
    const save = () => download(name, "limnertaste", "application/octet-stream", () => file, say("tastes.saved"));
    for (const [key, run] of /** @type {const} */ ([["use", () => use(file)], ["save", save], ["remove", remove]])) {
      const button = Object.assign(document.createElement("button"), { className: "quiet", textContent: say(`tastes.${key}`) });
      button.dataset.run = key;
      button.setAttribute("aria-label", say(`tastes.${key}Long`, { name }));
      button.addEventListener("click", run);
      row.append(button);
    }
    return row;
  }));
  const chosen = el("mix-with").value;
  el("mix-with").replaceChildren(new Option(say("tastes.nothing"), ""), ...files.map((file) => new Option(nameOf(file))));
  el("mix-with").value = files.some((file) => nameOf(file) === chosen) ? chosen : "";
  el("mix-line").hidden = files.length === 0;
}

/** Has the partner paint with what is mixed. */
function mix() {
  const file = files.find((other) => nameOf(other) === el("mix-with").value);
  el("mix-part").hidden = !file;
  const percent = Number(el("mix").value);
  const spoken = say("tastes.partValue", { percent });
  setText(el("mix-value"), spoken);
  setAttribute(el("mix"), "aria-valuetext", spoken);
  limner.partner?.mixTaste(file ? limner.Taste.stateIn(file) : new Uint8Array(), file ? percent : 0);
}

/** Who forgets their taste means what is mixed into it, too; what is kept stays. */
function unmix() {
  el("mix-with").value = "";
  mix();
  remember();
}

/**
 * Keeps what was changed: of the tastes that another tab has kept meanwhile, none is lost.
 * @param {(all: Uint8Array<ArrayBuffer>[]) => Uint8Array<ArrayBuffer>[]} [how] - what becomes of those that are kept
 */
function remember(how = (all) => all) {
  const mixed = { mixed: el("mix-with").value, part: Number(el("mix").value) };
  change("tastes", (kept) => ({ files: how(tastesOf(kept)), ...mixed }))
    .then(() => tellTabs({ kind: "tastes" }))
    .catch((error) => console.info("not kept:", error));
}
