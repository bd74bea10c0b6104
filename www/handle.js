// The one opaque handle on the painting, and the events by which modules hear of it. All other
// state is the DOM's.

/**
 * @typedef {import("./generated/page.js").Page} Page
 * @typedef {import("./generated/page.js").Hand} Hand
 * @typedef {import("./generated/page.js").View} View
 * @typedef {import("./generated/page.js").Partner} Partner
 * @typedef {import("./generated/page.js").Practice} Practice
 * @typedef {import("./generated/page.js").PartnerSettings} PartnerSettings
 * @typedef {import("./generated/page.js").Beside} Beside
 * @typedef {import("./generated/page.js").Pointing} Pointing
 * @typedef {{ id: string, name: string, origin: "first" | "new" | "file" | "link" | "restore", kept?: Held }} Opened
 * @typedef {{ epoch: number, records: number, recordBytes: number, fileBytes: number, target: any, writes: boolean }} Held - how a
 * painting is kept, and whether this tab writes it
 */

/**
 * How the painting stands, as `page.status()` says it: `limner_studio::Status`, whose fields are described there.
 * @typedef {object} Status
 * @property {string} phase
 * @property {boolean} running
 * @property {string} control
 * @property {"together" | "answers" | "alone"} turn
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
 * @property {boolean} lacksPicture
 * @property {boolean} asksForPicture
 * @property {{ word: string, strength: number, certainty: number, origin: "learned" | "said" | "mood" | "shown" }[]} beliefs
 * @property {boolean} asks
 * @property {string} asking
 * @property {number | null} question
 * @property {string[]} taught
 * @property {number} judged
 * @property {number} policySteps
 * @property {boolean} canRevert
 * @property {boolean} watches
 * @property {number} practice
 * @property {string} habit
 * @property {boolean} learnedRecently
 * @property {boolean} ready
 * @property {boolean} weights
 * @property {"both" | "mine" | "partner" | "faded"} shown
 * @property {{ code: string, detail: any, times: number } | null} trouble
 * @property {number} revision
 * @property {number} proposals
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {boolean} canUndoPartner
 */

/**
 * The brush in hand, as `hand.brushState()` says it: `limner_studio::BrushStatus`, whose fields are described there.
 * @typedef {object} BrushStatus
 * @property {string} key
 * @property {boolean} own
 * @property {number} radius
 * @property {number} opacity
 * @property {number} hardness
 * @property {boolean} pressureSize
 * @property {boolean} pressureOpacity
 * @property {boolean} canPressureSize
 * @property {boolean} canPressureOpacity
 * @property {boolean} eraser
 * @property {boolean} smudges
 */

/**
 * A picture's pixels.
 * @typedef {{ width: number, height: number, rgba: Uint8ClampedArray<ArrayBuffer> }} Picture
 */

/**
 * What modules hear of, and what comes with it.
 * @typedef {object} Events
 * @property {Opened} opened - another painting is there
 * @property {void} leaving - the painting that is there will be let go
 * @property {number} changed - the log's revision
 * @property {Status} status - a few times a second
 * @property {Picture | undefined} target - the partner was given another picture
 * @property {void} target-chosen
 * @property {{ bytes: Uint8Array<ArrayBuffer> } | { gallery: number }} brought - a picture's file, or one of the gallery's
 * @property {{ x: number, y: number } | null} hover - client pixels
 * @property {void} pointer-down - the person begins to paint
 * @property {void} cancelled
 * @property {void} undone
 * @property {void} to-now - who looks at the past is to see the present
 * @property {void} view - the painting lies elsewhere, or is larger or smaller
 * @property {void} brush - another brush, or held otherwise
 * @property {void} sheet
 * @property {void} labelled
 * @property {void} brush-chosen
 * @property {void} brushes-came - or went, in another tab
 * @property {void} superseded - another tab writes the painting from now on
 * @property {void} settings-chosen
 * @property {void} fold-chosen
 * @property {void} keys-chosen
 */

/**
 * The painting, and the rooms of its session: the person's hand, the way it is looked at, the partner, its practice, how
 * the partner paints, what it does beside the painting, and what the person points at.
 * @typedef {{ page: Page, hand: Hand, view: View, partner: Partner, practice: Practice, settings: PartnerSettings, beside: Beside, pointing: Pointing }} Rooms
 */

/**
 * The rooms are there from the first "opened" on: who may be called before asks for them with `?.`. The classes
 * are there as soon as the wasm is.
 * @typedef {Rooms & Classes & { id: string, ready: Promise<void> }} Limner
 * @typedef {Pick<typeof import("./generated/page.js"), "Keeping" | "PartnerSettings" | "Opening" | "Page" | "Partner" | "Taste">} Classes
 */

export const limner = /** @type {Limner} */ ({ id: "" });

/** @template {keyof Events} Name @param {Name} name @param {Events[Name]} [detail] */
export function emit(name, detail) {
  document.dispatchEvent(new CustomEvent(`limner:${name}`, { detail }));
}

/** @template {keyof Events} Name @param {Name} name @param {(detail: Events[Name]) => void} heard */
export function on(name, heard) {
  document.addEventListener(`limner:${name}`, (event) => heard(/** @type {CustomEvent} */ (event).detail));
}

/** As `on`, for the next time alone. @param {keyof Events} name @param {() => void} heard */
export function once(name, heard) {
  document.addEventListener(`limner:${name}`, () => heard(), { once: true });
}

/** The rooms of a painting. @param {Page} page @returns {Rooms} */
export const roomsOf = (page) => {
  const partner = page.partner();
  return {
    page, hand: page.hand(), view: page.view(), partner, practice: page.practice(), settings: page.settings(), beside: page.beside(), pointing: partner.pointing(),
  };
};

/**
 * Makes a painting the one that everything works on; the one before is let go.
 * @param {Rooms} rooms @param {Opened} opened
 */
export function adopt(rooms, opened) {
  const { page, hand, view, partner, practice, settings, beside, pointing } = limner;
  if (page) emit("leaving");
  Object.assign(limner, rooms, { id: opened.id });
  emit("opened", opened);
  for (const room of [page, hand, view, partner, practice, settings, beside, pointing]) room?.free();
}

/** Whether the wasm half trapped: nothing of it may be called any more. */
export const hasStopped = () => document.body.dataset.stopped !== undefined;

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

/**
 * The first element below another that a selector finds. It is one that the page has.
 * @template {string} Tag @param {ParentNode} parent @param {Tag} selector
 * @returns {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement}
 */
export const within = (parent, selector) => /** @type {any} */ (parent.querySelector(selector));

/**
 * The 2D context of a canvas, which it has as long as it was given no other.
 * @param {HTMLCanvasElement} canvas @param {CanvasRenderingContext2DSettings} [settings]
 */
export const paintOn = (canvas, settings) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));

/** Makes a canvas element the size of a picture, and shows it there. @param {HTMLCanvasElement} canvas @param {Picture} picture */
export function showPicture(canvas, { width, height, rgba }) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  paintOn(canvas).putImageData(new ImageData(rgba, width), 0, 0);
}

/** The value of the radio button of a name that is chosen. @param {string} name */
export const chosenRadio = (name) => /** @type {HTMLInputElement} */ (document.querySelector(`input[name=${name}]:checked`)).value;
