// Which of these four? The space proposes, the person chooses, and it learns what they like on the map.

import { paintDrawing } from "./design-drawing.js";
import { parts, put, setAsked } from "./design-map.js";
import { sayDesign as say } from "./design-text.en.js";
import { paintOn } from "./handle.js";

const SIDE = 160;
/** @type {(name: string) => any} */
let part;
/** @type {(call: string, ...args: any[]) => Promise<any>} */
let ask;
/** @type {HTMLButtonElement[]} */
let buttons = [];
let [seed, chosen] = [0, 0];

/** @param {typeof part} found @param {typeof ask} asked @param {(work: () => Promise<void>) => Promise<void>} run */
export function startAsking(found, asked, run) {
  [part, ask] = [found, asked];
  buttons = [0, 1, 2, 3].map((i) => {
    const button = document.createElement("button");
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    button.append(canvas, Object.assign(document.createElement("span"), { textContent: String(i + 1) }));
    button.addEventListener("click", () => run(() => choose(i)));
    return button;
  });
  part("four").append(...buttons);
  part("others").addEventListener("click", () => run(showAsking));
  part("asking").addEventListener("toggle", () => run(showAsking));
  part("asking").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const index = "1234".indexOf(event.key);
    if (index < 0 || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    run(() => choose(index));
  });
}

/** Proposes four, if somebody looks. */
export async function showAsking() {
  if (!part("asking").open) return setAsked([]);
  seed += 1;
  const flat = await ask("propose", seed);
  /** @type {import("./design-map.js").Place[]} */
  const places = [];
  for (let i = 0; i + 1 < flat.length; i += 2) places.push([flat[i], flat[i + 1]]);
  const drawings = await Promise.all(places.map(([x, y]) => ask("drawing", x, y, 1)));
  drawings.forEach((drawing, i) => {
    const context = paintOn(/** @type {HTMLCanvasElement} */ (buttons[i].firstElementChild));
    context.clearRect(0, 0, SIDE, SIDE);
    paintDrawing(context, drawing, [8, 8, SIDE - 16, SIDE - 16]);
    const [across, down] = parts(places[i]);
    buttons[i].setAttribute("aria-label", say("four", { n: i + 1, x: Math.round(100 * across), y: Math.round(100 * (1 - down)) }));
  });
  setAsked(places);
}

/** @param {number} index */
async function choose(index) {
  const [x, y] = await ask("choose", index);
  if (x === undefined) return;
  put("at", [x, y]);
  chosen += 1;
  document.body.dataset.designChosen = String(chosen);
  part("asked").textContent = say("askedLearned");
  await showAsking();
}
