// The one opaque handle on the painting, and the events by which modules hear of it. All other
// state is the DOM's.

/**
 * @typedef {import("./generated/page.js").Page} Page
 * @typedef {{ id: string, name: string, origin: "first" | "new" | "file" | "link" | "restore" }} Opened
 */

/**
 * How the painting stands, as `page.status()` says it: `limner_studio::Status`, whose fields are described there.
 * @typedef {object} Status
 * @property {string} phase
 * @property {boolean} running
 * @property {string} control
 * @property {string} turn
 * @property {number} answer
 * @property {number | null} answerLeft
 * @property {number} pace
 * @property {boolean} ownPace
 * @property {boolean} held
 * @property {number[]} palette
 * @property {boolean} follows
 * @property {boolean} polishes
 * @property {boolean} polishing
 * @property {{ person: number, partner: number }} strokes
 * @property {number | null} psnr
 * @property {{ id: string, name: string, gallery: number | null, width: number, height: number } | null} target
 * @property {boolean} targetPending
 * @property {string[]} likes
 * @property {string[]} dislikes
 * @property {number} judged
 * @property {number} policySteps
 * @property {boolean} canRevert
 * @property {boolean} learnedRecently
 * @property {boolean} ready
 * @property {boolean} weights
 * @property {string} shown
 * @property {{ code: string, detail: any, times: number } | null} trouble
 * @property {number} revision
 * @property {number} proposals
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {boolean} canUndoPartner
 */

/** @type {{ page: Page, id: string, ready: Promise<void>, Page: typeof import("./generated/page.js").Page, Opening: typeof import("./generated/page.js").Opening }} */
export const limner = { page: undefined, id: "", ready: undefined, Page: undefined, Opening: undefined };

/** @param {string} name @param {any} [detail] */
export function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(`limner:${name}`, { detail }));
}

/** @param {string} name @param {(detail: any) => void} heard */
export function on(name, heard) {
  document.addEventListener(`limner:${name}`, (event) => heard(/** @type {CustomEvent} */ (event).detail));
}

/** As `on`, for the next time alone. @param {string} name @param {() => void} heard */
export function once(name, heard) {
  document.addEventListener(`limner:${name}`, () => heard(), { once: true });
}

/**
 * Makes `page` the painting that everything works on; the one before is let go.
 * @param {Page} page @param {Opened} opened
 */
export function adopt(page, opened) {
  const before = limner.page;
  if (before) emit("leaving");
  limner.page = page;
  limner.id = opened.id;
  emit("opened", opened);
  before?.free();
}

/** An id for a new painting; it names its record in the store and nothing else. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The code and parameters of an error that the wasm half threw.
 * @param {unknown} error @returns {{ code: string, detail: any }}
 */
export function troubleOf(error) {
  try {
    const { code, detail } = JSON.parse(/** @type {Error} */ (error).message);
    return { code: String(code), detail: detail ?? {} };
  } catch {
    console.warn(error);
    return { code: "unknown", detail: {} };
  }
}

/**
 * The element of an id. One that is written out is one that index.html has; of others only running tells.
 * @template {string} Name @param {Name & Id<Name>} id @returns {ElementOf<Name>}
 */
export const el = (id) => /** @type {any} */ (document.getElementById(id));
