// Saving as it happens: a record of each stroke, amendment and judgement, and now and then all of the painting again
// (`journal.js`). Where storage is forbidden or full the page says so, stays usable, offers the file, and keeps trying.

import { el, emit, hasStopped, limner, newId, on } from "./handle.js";
import { append, checkpoint, keepBeside, Missing, Superseded } from "./journal.js";
import { askToPersist, noteForThisTab } from "./last.js";
import { fileOf } from "./parts.js";
import { failed, mark, succeed, warn } from "./saved.js";
import { say } from "./say.js";
import { holdOwn, startTabs } from "./tabs.js";
import { KEPT_LIMIT, targetChoice } from "./targets.js";

/** What the partner paints in this time is written together. */
const BATCH_MS = 100;
const RETRY_MS = 5000;
/** A painting's picture in the list is made anew no sooner than this after the last time. */
const CARD_MS = 10_000;
const SMALL_PX = 128;
/** All is written again where there are so many records, or as many bytes of them as of all before. */
const GROWN = { records: 600, bytes: 1 << 14 };

/** @param {string} id */
const fresh = (id, epoch = 1) => ({
  id, epoch, writes: true, first: true, clears: false, written: 0, sent: 0, faults: 0, records: 0, recordBytes: 0, fileBytes: 0,
  person: 0, cardAt: -Infinity, renamed: false, targeted: true, announced: false, compacting: false, target: /** @type {import("./targets.js").Choice | undefined} */ (undefined),
});

/** How the painting that is there is written. */
let writer = fresh("");
/** Revision that needs no saving: nothing yet, or just as it was opened. */
let savedRevision = 0;
/** The timer, and the strokes of the person's that were seen last. */
let [timer, seen] = [0, 0];
/** Whether something waits to be written. */
let wanted = false;
/** @type {Promise<void> | undefined} */
let writing;

/** @param {{ takeOver: (id: string) => Promise<unknown> }} ways */
export function startStore({ takeOver }) {
  on("superseded", () => { writer.writes = false; warn(isUnsaved); });
  startTabs({ takeOver, copy: workOnCopy, unsaved: isUnsaved, settle: yieldNow });
  on("leaving", () => { if (wanted || timer) write(true); });
  on("opened", ({ id, origin, kept }) => {
    const revision = limner.page.revision();
    writer = fresh(id, kept?.epoch);
    if (kept) Object.assign(writer, { ...kept, first: false, clears: true, written: revision, sent: revision, targeted: false });
    savedRevision = origin === "first" || origin === "new" ? 0 : revision;
    seen = writer.person = limner.page.status().strokes.person;
    mark(origin === "restore" ? "saved" : "empty", savedRevision, isUnsaved);
    if (origin === "file") schedule(0);
  });
  on("changed", () => { if (limner.page.revision() !== savedRevision) schedule(BATCH_MS); });
  on("status", ({ strokes: { person }, revision }) => {
    if (person === seen || revision === savedRevision) return;
    seen = person;
    save();
  });
  on("target-chosen", () => {
    // As it is kept already.
    if (writer.target !== undefined && targetChoice() === writer.target) return;
    writer.targeted = true;
    if (limner.page.revision() > 0 && document.body.dataset.saved !== "empty") schedule(BATCH_MS);
  });
  el("painting-name").addEventListener("change", () => { writer.renamed = true; schedule(0); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  addEventListener("pagehide", leave);
}

/** What is not written yet goes at once: there may be no later. */
function leave() {
  if (limner.page && !hasStopped() && limner.page.revision() !== savedRevision) write(true);
}

/** Writes what is waiting, and nothing more of this painting. */
async function yieldNow() {
  const mine = writer;
  await settle();
  mine.writes = false;
}

/** Writes what is waiting, for callers that are about to leave the painting. @returns {Promise<void>} */
export function settle() {
  const isNew = limner.page && limner.page.revision() !== savedRevision;
  return timer || wanted || isNew ? save() : writing ?? Promise.resolve();
}

/** Whether there are strokes here and nowhere else. */
export function isUnsaved() {
  const { page } = limner;
  if (!page || hasStopped() || page.revision() === 0) return false;
  // What was opened and is as it came, is where it came from.
  return writer.first ? page.revision() !== savedRevision || document.body.dataset.saved === "failed" : page.revision() > writer.written;
}

/** @param {number} ms */
function schedule(ms) {
  if (!writer.writes) return;
  if (document.body.dataset.saved !== "failed") mark("saving", savedRevision, isUnsaved);
  timer ||= setTimeout(save, ms);
}

/** @returns {Promise<void>} once all is written that there is */
function save() {
  clearTimeout(timer);
  [timer, wanted] = [0, true];
  writing ??= all().finally(() => { writing = undefined; });
  return writing;
}

async function all() {
  while (wanted) {
    wanted = false;
    await write(false);
  }
}

/**
 * Writes what is new. Where the page is about to go this comes while another writing is on its way: each goes on where the
 * one before it ends (`sent`), and what follows one that failed counts for nothing (`faults`).
 * @param {boolean} leaves - the page is about to go: all of it is done at once
 */
async function write(leaves) {
  const [{ page, id }, w] = [limner, writer];
  if (!w.writes || w.id !== id || hasStopped()) return;
  const [revision, { person }, faults] = [page.revision(), page.status().strokes, w.faults];
  let whole = false;
  try {
    const target = w.targeted ? { choice: keptTarget() } : undefined;
    const card = w.renamed || performance.now() - w.cardAt > CARD_MS ? cardOf(w) : undefined;
    if (w.first) {
      const file = leaves ? page.file() : await fileOf(limner.Keeping.filing(page));
      // It was written in another way meanwhile.
      if (!w.first) return void (wanted = true);
      whole = true;
      Object.assign(w, { first: false, clears: false, announced: true, sent: revision, fileBytes: file.length });
      await checkpoint(w, revision, file, { card: card && { ...card, bytes: file.length }, target, first: true, current: true });
    } else if (revision > w.sent) {
      const [from, clears, current, filing] = [w.sent, w.clears, !w.announced, !leaves && isGrown(w) ? limner.Keeping.filing(page) : undefined];
      const record = limner.Keeping.record(page, w.epoch, from);
      const [records, recordBytes] = [w.records + 1, w.recordBytes + record.length];
      Object.assign(w, { clears: false, announced: true, sent: revision, records, recordBytes });
      // What the person's hand did is on the disk as soon as it is written, whoever saw it first.
      await append({ ...w, clears }, from, record, { card, current }, person !== w.person);
      if (filing && w.faults === faults) compact(w, revision, filing);
      if (target) await keepBeside(w, { target });
    } else {
      // Behind whatever of it is on its way.
      await keepBeside(w, { card, target });
    }
    if (w.faults !== faults) return;
    if (revision >= w.written) [w.written, w.person] = [revision, person];
    if (card) [w.cardAt, w.renamed] = [performance.now(), false];
    if (target) w.targeted = false;
    if (writer === w) succeeded(w.written);
  } catch (error) {
    // The half that would have to go on has trapped, which is not the store's fault.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    // Whatever of it is there after all is written over.
    Object.assign(w, { first: w.first || whole, clears: true, sent: w.written, faults: w.faults + 1 });
    if (writer === w) fell(w, error);
  }
}

/** @param {number} revision */
function succeeded(revision) {
  savedRevision = revision;
  noteForThisTab(limner.id);
  forgetLink();
  succeed();
  if (limner.page.revision() === revision) mark("saved", savedRevision, isUnsaved);
  else schedule(BATCH_MS);
  if (seen > 0) askToPersist();
}

/** @param {typeof writer} w @param {unknown} error */
function fell(w, error) {
  if (error instanceof Superseded) return emit("superseded");
  if (error instanceof Missing) [w.first, w.targeted] = [true, true];
  mark("failed", savedRevision, isUnsaved);
  failed(error);
  timer ||= setTimeout(save, RETRY_MS);
}

/** @param {typeof writer} w */
const isGrown = ({ compacting, records, recordBytes, fileBytes }) =>
  !compacting && (records >= GROWN.records || recordBytes > Math.max(fileBytes, GROWN.bytes));

/**
 * Writes all of the painting again, while it is gone on with.
 * @param {typeof writer} w @param {number} revision @param {import("./generated/page.js").Filing} filing
 */
async function compact(w, revision, filing) {
  w.compacting = true;
  const { records, recordBytes, faults } = w;
  try {
    const file = await fileOf(filing);
    // What failed meanwhile begins before this one's end when it is written again.
    if (w.faults !== faults) return;
    await checkpoint(w, revision, file, {});
    Object.assign(w, { fileBytes: file.length, records: w.records - records, recordBytes: w.recordBytes - recordBytes });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    // The records are there.
    console.info("not written again:", error);
  } finally {
    w.compacting = false;
  }
}

/** @param {typeof writer} w */
const cardOf = ({ id, fileBytes, recordBytes }) => ({
  id, name: el("painting-name").value, updated: Date.now(), bytes: fileBytes + recordBytes + (keptTarget()?.bytes?.length ?? 0),
  small: limner.Keeping.small(limner.page, SMALL_PX),
});

/** What the partner paints from, where it is not too large to be kept. */
function keptTarget() {
  const target = targetChoice();
  return (target?.bytes?.length ?? 0) > KEPT_LIMIT ? undefined : target;
}

/** The painting, as it is here, is another one from now on. */
function workOnCopy() {
  const id = newId();
  limner.id = id;
  writer = fresh(id);
  holdOwn(id);
  el("painting-name").value = say("tabs.copyName", { name: el("painting-name").value });
  document.body.dataset.saved = "saving";
  save();
}

/** The painting is this device's own from now on: a reload must not go back to the link. */
function forgetLink() {
  if (location.hash.length > 1) history.replaceState(null, "", location.pathname + location.search);
}
