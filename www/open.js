// Every way a painting comes onto the page: new, from a file, from a link, from the last visit.
// Whatever can't be opened leaves the present painting as it is.

import { adopt, el, emit, limner, newId, on, roomsOf, troubleOf } from "./handle.js";
import { bringBrush, looksLikeBrush } from "./brushes.js";
import { takeWhatCame } from "./came.js";
import { freeName, readPainting } from "./journal.js";
import { beginsOpening, endsOpening, goneOnWith, goesOnWith } from "./last.js";
import { openInParts, stopOpening } from "./opening.js";
import { turn } from "./parts.js";
import { bring, chooseTarget, looksLikePicture, targetChoice } from "./targets.js";
import { say } from "./say.js";
import { holdToOpen, holds, letGo } from "./tabs.js";
import { bringTaste, looksLikeTaste } from "./tastes.js";
import { replayAll } from "./timeline.js";
import { toast, troubleToast } from "./toast.js";
import { mayReplace } from "./unsaved.js";

const PAPER = 0xf6f0e4;

/** Whether the page is in a frame of another, where nothing is kept and nobody paints. */
const isEmbedded = () => document.body.dataset.embed !== undefined;

export function startOpen() {
  on("opened", ({ id, name, origin }) => {
    el("painting-name").value = name || say("top.untitled");
    document.body.dataset.origin = origin;
    if (!name && !isEmbedded()) nameApart(id).catch((error) => console.info("not named:", error));
  });
  el("open-file").addEventListener("click", () => el("file-painting").click());
  el("file-painting").addEventListener("change", async () => {
    const [file] = el("file-painting").files ?? [];
    el("file-painting").value = "";
    if (file) await take(file);
  });
  addEventListener("hashchange", () => { if (location.hash.length > 1) openLink(location.hash); });
}

/** A painting without a name is told from others that have none. @param {string} id */
async function nameApart(id) {
  const name = await freeName(say("top.untitled"));
  if (limner.id === id && el("painting-name").value === say("top.untitled")) el("painting-name").value = name;
}

/** The painting of a first visit: the partner begins at once, if it may. Says whether it does. */
export function openFirst() {
  const portrait = innerHeight > innerWidth * 1.1;
  const [width, height] = portrait ? limner.Page.paperFor(3, 4) : limner.Page.paperFor(4, 3);
  if (!make(width, height, PAPER, "first")) return false;
  chooseTarget({ gallery: 0 });
  return limner.partner.welcome(matchMedia("(prefers-reduced-motion: reduce)").matches);
}

/**
 * @param {number} width @param {number} height @param {number} paper - 0xRRGGBB
 * @param {import("./targets.js").Choice} [choice] - what the partner paints from; what it does now
 */
export async function openNew(width, height, paper, choice = targetChoice() ?? null) {
  stopOpening();
  if (!(await mayReplace())) return false;
  const { running } = limner.page.status();
  if (!make(width, height, paper, "new")) return false;
  chooseTarget(choice);
  if (running) limner.partner.start();
  return true;
}

/** @param {string} text - with or without the leading # @returns {Promise<boolean | undefined>} */
export async function openLink(text) {
  const opened = await open(() => limner.Opening.ofLink(text), newId(), "", "link");
  if (!opened) return false;
  toast(say("link.opened"));
  const { page } = limner;
  await turn();
  if (page !== limner.page) return true;
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) replayAll();
  return true;
}

/** The file's painting as it came, of which nobody knows yet whether it is gone on with. @type {{ painting: string, id: string, revision: number } | undefined} */
let untouched;

// Who only looks at it as it came leaves what it was gone on with before.
on("changed", (revision) => {
  if (!untouched || untouched.id !== limner.id || untouched.revision === revision) return;
  goesOnWith(untouched.painting, untouched.id).catch((error) => console.info("not noted:", error));
  untouched = undefined;
});

/**
 * The painting of the file that the page is in: as it was gone on with here, if it was, and else as it came.
 * @param {import("./home.js").Held} held
 */
export async function openHeld(held) {
  const before = await goneOnWith(held.painting).catch(() => undefined);
  const anew = async () => {
    const id = newId();
    const opened = await open(() => limner.Opening.ofLink(held.painting), id, held.title, "link");
    if (opened) untouched = { painting: held.painting, id, revision: limner.page.revision() };
    return opened;
  };
  if (!before || !(await openSaved(before))) return anew();
  toast(say("open.goneOn"), { code: "gone_on", action: { label: say("open.asItCame"), run: anew } });
  return true;
}

/**
 * A painting that is kept here: to be gone on with, or, where another tab has it, to be looked at.
 * @param {string} id @param {boolean} [force] - takes it from the other tab
 */
export async function openSaved(id, force = false) {
  const writes = await holdToOpen(id, force);
  const kept = await readPainting(id, writes).catch(() => readPainting(id, false)).catch(() => undefined);
  const opened = kept !== undefined && (await openKept(id, kept, writes));
  if (!opened && id !== limner.id) letGo(id);
  return opened;
}

/** @param {string} id @param {import("./journal.js").Kept} kept @param {boolean} writes */
async function openKept(id, { card, journal, target, epoch, records, recordBytes }, writes) {
  const known = { epoch, records, recordBytes, target, fileBytes: journal.length - recordBytes, writes };
  const opened = await open(() => limner.Opening.ofFile(journal), id, card.name, "restore", known);
  // Another tab may have taken it by force meanwhile.
  if (opened && writes && !holds(id)) emit("superseded");
  // Without one it has what came with it, or lacks the one that it was made from.
  if (opened && target === undefined) takeWhatCame();
  else if (opened) chooseTarget(target);
  return opened;
}

/** A file of either kind, brought by choosing, dropping or pasting. @param {File} file */
export async function take(file) {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (file.type.startsWith("image/") || looksLikePicture(head)) {
    if (await holdsPainting(file, head)) return takePainting(file);
    return bring(file);
  }
  if (looksLikeBrush(head)) return bringBrush(file);
  if (looksLikeTaste(head)) return bringTaste(file);
  return takePainting(file);
}

/** Whether a picture is one that was saved here, and the painting is in it. @param {File} file @param {Uint8Array} head */
async function holdsPainting(file, head) {
  if (head[0] !== 0x89 || file.size > limner.Page.limits().paintingBytes) return false;
  return limner.Opening.isInPicture(new Uint8Array(await file.arrayBuffer()));
}

/** @param {File} file */
async function takePainting(file) {
  const limit = limner.Page.limits().paintingBytes;
  if (file.size > limit) return troubleToast("painting_too_large", { limit });
  const bytes = new Uint8Array(await file.arrayBuffer());
  await open(() => limner.Opening.ofFile(bytes), newId(), file.name.replace(/\.(limner|png|html?)$/i, ""), "file");
}

/**
 * @param {() => import("./generated/page.js").Opening} begin @param {string} id @param {string} name
 * @param {"file" | "link" | "restore"} origin @param {import("./handle.js").Opened["kept"]} [kept]
 */
async function open(begin, id, name, origin, kept) {
  stopOpening();
  try {
    const opening = begin();
    // What opens by itself must not do so again where this page does not live to see the end.
    if (origin !== "file" && !isEmbedded()) await beginsOpening({ id, name: name || say("open.fromLink"), bytes: opening.file() }, origin);
    // On arrival there is no painting yet: keys and pointer find an empty one meanwhile.
    const blank = () => { if (!limner.page) make(640, 480, PAPER, "new"); };
    const page = await openInParts(opening, blank).finally(() => isEmbedded() || endsOpening(id));
    if (!page) return false;
    // The same one, which another tab went on with, may take its own place.
    if (limner.page && id !== limner.id && !(await mayReplace())) return void page.free();
    enter(page, { id, name, origin, kept });
    if (origin !== "restore" && !isEmbedded()) takeWhatCame();
    return true;
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code === "not_a_painting" && origin === "file" ? "neither" : code, detail);
    return false;
  }
}

/** @param {number} width @param {number} height @param {number} paper @param {"first" | "new"} origin */
function make(width, height, paper, origin) {
  try {
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    enter(new limner.Page(width, height, paper, seed), { id: newId(), name: "", origin });
    return true;
  } catch (error) {
    const { code, detail } = troubleOf(error);
    troubleToast(code, detail);
    return false;
  }
}

/**
 * The partner keeps what it has learned, and the person their brushes, when the painting changes.
 * @param {import("./handle.js").Page} page @param {import("./handle.js").Opened} opened
 */
function enter(page, opened) {
  const { hand, partner, practice } = limner;
  const rooms = roomsOf(page);
  if (hand) rooms.hand.setToolState(hand.toolState());
  const taste = partner?.tasteState();
  if (taste?.length) rooms.partner.setTasteState(taste);
  const practised = practice?.practised();
  if (practised?.length) rooms.practice.setPractised(practised);
  if (practice) rooms.practice.setRoundStates(practice.rounds()[0] ?? 1, practice.roundStates());
  adopt(rooms, opened);
}
