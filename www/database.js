// IndexedDB as a few promises. Everything here may fail: storage may be forbidden, full or broken.

const NAME = "limner";
const STORES = ["paintings", "meta"];

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => STORES.forEach((store) => request.result.createObjectStore(store));
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

/**
 * @template T
 * @param {"paintings" | "meta"} store @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} ask
 * @returns {Promise<T>} once the transaction is through
 */
async function transact(store, mode, ask) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(store, mode);
    const request = ask(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
    transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/** @param {"paintings" | "meta"} store @param {string} key @returns {Promise<any>} */
export const get = (store, key) => transact(store, "readonly", (kept) => kept.get(key));

/** @param {"paintings" | "meta"} store @param {string} key @param {any} value */
export const put = (store, key, value) => transact(store, "readwrite", (kept) => kept.put(value, key));

/** @param {"paintings" | "meta"} store @param {string} key */
export const remove = (store, key) => transact(store, "readwrite", (kept) => kept.delete(key));

/** @param {"paintings" | "meta"} store */
export const count = (store) => transact(store, "readonly", (kept) => kept.count());

/**
 * All values, asked for one after the other: together they may be more than the page takes in at once.
 * @param {"paintings" | "meta"} store @returns {Promise<any[]>}
 */
export async function all(store) {
  const values = [];
  for (const key of await transact(store, "readonly", (kept) => kept.getAllKeys())) {
    values.push(await transact(store, "readonly", (kept) => kept.get(key)));
  }
  // Another tab may have removed one meanwhile.
  return values.filter((value) => value !== undefined);
}
