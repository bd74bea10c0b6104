// A painting on this device: its card, its head (who writes it), a checkpoint, what came since as records, and what
// the partner paints from. `limner_core::format::journal` says what checkpoints and records are, and puts them together.

import { ask, transact } from "./database.js";

/**
 * What is told of a painting in lists: `bytes` is about what it takes, `small` a small picture, `removed` when it was deleted
 * where that can still be undone.
 * @typedef {{ id: string, name: string, updated: number, bytes: number, small?: import("./handle.js").Picture, removed?: number }} Card
 * @typedef {{ card: Card, epoch: number, journal: Uint8Array<ArrayBuffer>, target: any, records: number, recordBytes: number }} Kept
 */

/** All that a painting is. */
const PARTS = /** @type {const} */ (["paintings", "heads", "checkpoints", "records", "targets"]);
const [MAGIC, VERSION] = ["LIMJ", 1];

/** Another went on with the painting: nothing was written. */
export class Superseded extends Error {}
/** The painting is not there any more: nothing was written. */
export class Missing extends Error {}

/** The records of a painting from a sequence number on. @param {string} id */
const recordsFrom = (id, from = 0) => IDBKeyRange.bound([id, from], [id, Infinity]);

/**
 * A painting as it is kept, if it is. Who claims it is its writer from now on: no other writes it any more.
 * @param {string} id @param {boolean} claims @returns {Promise<Kept | undefined>}
 */
export const readPainting = (id, claims) => transact([...PARTS], claims ? "readwrite" : "readonly", async (store) => {
  const [card, head, checkpoint, records, target] = await Promise.all([
    ask(store("paintings").get(id)), ask(store("heads").get(id)), ask(store("checkpoints").get(id)),
    ask(store("records").getAll(recordsFrom(id))), ask(store("targets").get(id)),
  ]);
  if (!card || !checkpoint) return undefined;
  const epoch = (head?.epoch ?? 0) + 1;
  if (claims) store("heads").put({ epoch }, id);
  const recordBytes = records.reduce((sum, { length }) => sum + length, 0);
  const journal = joined(checkpoint, records);
  return { card, epoch, journal, target: target?.choice, records: records.length, recordBytes };
});

/** A journal's bytes. @param {Uint8Array} checkpoint @param {Uint8Array[]} records */
function joined(checkpoint, records) {
  const head = new Uint8Array(9);
  head.set([...MAGIC].map((letter) => letter.charCodeAt(0)));
  head[4] = VERSION;
  new DataView(head.buffer).setUint32(5, checkpoint.length, true);
  const parts = [head, checkpoint, ...records];
  const journal = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    journal.set(part, at);
    at += part.length;
  }
  return journal;
}

/**
 * Adds a record. Throws `Superseded` or `Missing`.
 * @param {{ id: string, epoch: number, clears: boolean }} writer - whether what could not be read goes
 * @param {number} sequence @param {Uint8Array} record @param {{ card?: Card, current?: boolean }} beside @param {boolean} strictly
 */
export const append = ({ id, epoch, clears }, sequence, record, { card, current }, strictly) => transact(
  ["paintings", "heads", "records", "meta"], "readwrite", (store) => {
    if (clears) store("records").delete(recordsFrom(id, sequence));
    store("records").put(record, [id, sequence]);
    if (card) store("paintings").put(card, id);
    if (current) store("meta").put(id, "current");
    return mine(store, id, epoch);
  }, strictly ? "strict" : "default");

/**
 * Keeps the whole painting as it was after so many entries; records of those go. Throws `Superseded`, and `Missing` where
 * it is not the first time.
 * @param {{ id: string, epoch: number }} writer @param {number} revision @param {Uint8Array} file
 * @param {{ card?: Card, target?: { choice: any }, first?: boolean, current?: boolean }} beside
 */
export const checkpoint = ({ id, epoch }, revision, file, { card, target, first, current }) => transact(
  [...PARTS, "meta"], "readwrite", async (store) => {
    if (first) {
      const head = await ask(store("heads").get(id));
      if (head && head.epoch > epoch) throw new Superseded();
      store("heads").put({ epoch }, id);
      store("records").delete(recordsFrom(id));
    } else {
      await mine(store, id, epoch);
    }
    store("checkpoints").put(file, id);
    if (revision > 0) store("records").delete(IDBKeyRange.bound([id, 0], [id, revision], false, true));
    if (card) store("paintings").put(card, id);
    if (target) store("targets").put(target, id);
    if (current) store("meta").put(id, "current");
  }, "strict");

/** @param {{ id: string, epoch: number }} writer @param {{ card?: Card, target?: { choice: any } }} beside */
export const keepBeside = ({ id, epoch }, { card, target }) => transact(["paintings", "heads", "targets"], "readwrite", (store) => {
  if (card) store("paintings").put(card, id);
  if (target) store("targets").put(target, id);
  return mine(store, id, epoch);
});

/** @param {import("./database.js").Stores} store @param {string} id @param {number} epoch */
async function mine(store, id, epoch) {
  const head = await ask(store("heads").get(id));
  if (!head) throw new Missing();
  if (head.epoch > epoch) throw new Superseded();
  // Where it could not be claimed as it was opened.
  if (head.epoch < epoch) store("heads").put({ epoch }, id);
}

/** The cards of all paintings, the one changed last first. @returns {Promise<Card[]>} */
export const cards = async () => {
  const all = await transact(["paintings"], "readonly", (store) => ask(store("paintings").getAll()));
  return all.sort((a, b) => b.updated - a.updated);
};

/** A name that no painting has yet: this one, or with a number behind it. @param {string} name */
export async function freeName(name) {
  const taken = new Set((await cards()).map((card) => card.name));
  let [free, number] = [name, 1];
  while (taken.has(free)) free = `${name} ${++number}`;
  return free;
}

/**
 * Changes what is told of a painting, if it is there.
 * @param {string} id @param {(card: Card) => Card} how
 */
export const changeCard = (id, how) => transact(["paintings"], "readwrite", async (store) => {
  const card = await ask(store("paintings").get(id));
  if (card) store("paintings").put(how(card), id);
});

/** The same painting again under another id. @param {string} id @param {string} copy @param {string} name */
export const duplicate = (id, copy, name) => transact([...PARTS], "readwrite", async (store) => {
  const [card, head, file, keys, records, target] = await Promise.all([
    ask(store("paintings").get(id)), ask(store("heads").get(id)), ask(store("checkpoints").get(id)),
    ask(store("records").getAllKeys(recordsFrom(id))), ask(store("records").getAll(recordsFrom(id))), ask(store("targets").get(id)),
  ]);
  if (!card || !file) return;
  store("paintings").put({ ...card, id: copy, name, updated: Date.now() }, copy);
  // Records of an earlier writer than those before them are not read.
  store("heads").put({ epoch: head?.epoch ?? 0 }, copy);
  store("checkpoints").put(file, copy);
  keys.forEach((key, i) => store("records").put(records[i], [copy, /** @type {any[]} */ (key)[1]]));
  if (target) store("targets").put(target, copy);
});

/** Deletes a painting for ever, unless it was had back meanwhile, in whatever tab. @param {string} id */
export const erase = (id) => transact([...PARTS], "readwrite", async (store) => {
  if (!(await ask(store("paintings").get(id)))?.removed) return;
  for (const name of /** @type {const} */ (["paintings", "heads", "checkpoints", "targets"])) store(name).delete(id);
  store("records").delete(recordsFrom(id));
});
