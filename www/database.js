// IndexedDB as a few promises. Everything here may fail: storage may be forbidden, full or broken.

const NAME = "limner";
/** 1: a painting was one record with all of it. 2: see `journal.js`. */
const VERSION = 2;

/**
 * What there is: `meta` is the person's own, by names; all else is a painting's, by its id.
 * @typedef {"paintings" | "heads" | "checkpoints" | "records" | "targets" | "meta"} Store
 * @typedef {(name: Store) => IDBObjectStore} Stores
 */
const STORES = /** @type {const} */ (["paintings", "heads", "checkpoints", "records", "targets", "meta"]);

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = ({ oldVersion }) => {
      const [db, transaction] = [request.result, /** @type {IDBTransaction} */ (request.transaction)];
      for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store);
      if (oldVersion === 1) carryOver((name) => transaction.objectStore(name));
    };
    request.onsuccess = () => {
      const db = request.result;
      // Another tab with a newer page, or the person clearing storage: open anew next time.
      db.onversionchange = () => { db.close(); opening = undefined; };
      db.onclose = () => { opening = undefined; };
      resolve(db);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("blocked", "InvalidStateError"));
  });
  opening.catch(() => { opening = undefined; });
  return opening;
}

/** What version 1 had as one record becomes a checkpoint, a target and a card. @param {Stores} store */
function carryOver(store) {
  store("paintings").openCursor().onsuccess = ({ target: request }) => {
    const cursor = /** @type {IDBRequest<IDBCursorWithValue | null>} */ (request).result;
    if (!cursor) return;
    const { id, name, bytes, target, updated } = cursor.value;
    store("checkpoints").put(bytes, id);
    store("targets").put({ choice: target }, id);
    store("heads").put({ epoch: 1 }, id);
    cursor.update({ id, name, updated, bytes: bytes.length });
    cursor.continue();
  };
}

/**
 * Does work in one transaction, which is through when the promise is kept; where it throws, nothing has changed. The
 * work may wait for requests (`ask`) and for nothing else.
 * @template T
 * @param {Store[]} names @param {IDBTransactionMode} mode @param {(store: Stores) => T | Promise<T>} work
 * @param {IDBTransactionDurability} [durability] - "strict": what is through is on the disk
 * @returns {Promise<T>}
 */
export async function transact(names, mode, work, durability = "default") {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability });
    /** @type {T} */
    let result;
    /** @type {unknown} */
    let failure;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(failure ?? transaction.error ?? new DOMException("aborted", "AbortError"));
    const done = (/** @type {T} */ value) => { result = value; transaction.commit?.(); };
    const failed = (/** @type {unknown} */ error) => {
      failure = error;
      try {
        transaction.abort();
      } catch {
        // It is over already.
        reject(error);
      }
    };
    try {
      const working = work((name) => transaction.objectStore(name));
      if (working instanceof Promise) working.then(done, failed);
      else done(working);
    } catch (error) {
      failed(error);
    }
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
export const ask = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {Store} name @param {string} key @returns {Promise<any>} */
export const get = (name, key) => transact([name], "readonly", (store) => ask(store(name).get(key)));

/** @param {Store} name @param {string} key @param {any} value */
export const put = (name, key, value) => transact([name], "readwrite", (store) => { store(name).put(value, key); });

/**
 * Changes one of the person's own in one transaction: what another tab kept meanwhile is seen.
 * @param {string} key @param {(kept: any) => any} how - what is to be kept from now on; the same where nothing is
 */
export const change = (key, how) => transact(["meta"], "readwrite", async (store) => {
  const kept = await ask(store("meta").get(key));
  const next = how(kept);
  if (next !== kept) store("meta").put(next, key);
  return next;
});
