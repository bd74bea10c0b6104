// Cards that are drawn on, with pointer, finger or keys: each is a canvas, and a list of strokes in its own pixels.

import { limner, paintOn } from "./handle.js";
import { hexOf } from "./labels.js";
import { ownTouches, paintStroke } from "./lines.js";
import { drawByKeys } from "./pads-keys.js";

/** A card's own pixels, whatever the screen's. */
export const SIDE = 240;
/** Radius under full pressure; a mouse presses by half. */
const RADIUS = 5;
const MOST_STROKES = 24;

/**
 * What cards say: of one by its number, on one that is bare, of how keys draw, of the button that clears one, of the one for
 * one more. Where cards have a bud, of the button that turns one over, and which stroke of it comes next.
 * @typedef {{ word: string, name: (n: number) => string, next: (n: number, of: number) => string }} BudWords
 * @typedef {{ card: (n: number) => string, hint: string, keys: string, clear: (n: number) => string, add: string, bud?: BudWords }} Words
 * @typedef {{ points: number[], color: number }} Stroke - x, y, radius of each point
 * @typedef {ReturnType<typeof startPads>} Pads
 */

/** Strokes in a card's pixels, at one scale. @param {Stroke[]} strokes @returns {Stroke[]} */
export function fitted(strokes) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of strokes) {
    for (let i = 0; i < points.length; i += 3) {
      [left, right] = [Math.min(left, points[i]), Math.max(right, points[i])];
      [top, bottom] = [Math.min(top, points[i + 1]), Math.max(bottom, points[i + 1])];
    }
  }
  const by = (SIDE - 40) / Math.max(right - left, bottom - top, 1);
  const [dx, dy] = [(SIDE - (left + right) * by) / 2, (SIDE - (top + bottom) * by) / 2];
  return strokes.map(({ points, color }) => ({ color, points: points.map((value, i) => (i % 3 === 0 ? value * by + dx : i % 3 === 1 ? value * by + dy : Math.max(value * by, 0.6))) }));
}

/** A cross where the pen of keys is; a dot as well where it is down. @param {CanvasRenderingContext2D} context @param {number[]} pen @param {boolean} isDown */
function paintPen(context, [x, y], isDown) {
  Object.assign(context, { strokeStyle: "#0d6b5d", lineWidth: 2 });
  context.beginPath();
  for (const [dx, dy] of [[10, 0], [0, 10]]) {
    context.moveTo(x - dx, y - dy);
    context.lineTo(x + dx, y + dy);
  }
  if (isDown) context.arc(x, y, 7, 0, 7);
  context.stroke();
}

/**
 * Cards in a list, at least and at most so many.
 * @param {HTMLElement} list @param {[number, number]} range @param {Words} words @param {() => void} changed
 */
export function startPads(list, [least, most], words, changed) {
  /** @type {Stroke[][]} */
  let cards = Array.from({ length: least }, () => []);
  /** By card: its strokes as they are in the bud; and the card that shows them. @type {Stroke[][]} */
  let buds = [];
  let [selected, turned] = [0, -1];
  list.classList.add("pads");

  function show() {
    list.replaceChildren(...cards.map((_, i) => card(i)));
    if (cards.length < most) {
      const more = document.createElement("button");
      Object.assign(more, { className: "pads-more", textContent: "+", title: words.add });
      more.setAttribute("aria-label", words.add);
      more.addEventListener("click", () => { cards.push([]); show(); choose(cards.length - 1); });
      list.append(more);
    }
    choose(selected);
    changed();
  }

  /** @param {number} index */
  function choose(index) {
    selected = index;
    [...list.querySelectorAll("figure")].forEach((figure, i) => figure.classList.toggle("chosen", i === index));
  }

  /** @param {number} index */
  function card(index) {
    const figure = document.createElement("figure");
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: SIDE, height: SIDE, tabIndex: 0 });
    // Its keys are its own, and no reader's.
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-label", words.card(index + 1));
    canvas.setAttribute("aria-description", words.keys);
    const clear = document.createElement("button");
    Object.assign(clear, { textContent: "×", title: words.clear(index + 1) });
    clear.setAttribute("aria-label", words.clear(index + 1));
    clear.addEventListener("click", () => {
      if (turned === index) buds[index] = [];
      else if (cards[index].length === 0 && cards.length > least) for (const all of [cards, buds]) all.splice(index, 1);
      else [cards[index], buds[index]] = [[], []];
      if (cards[index]?.length === 0) turned = -1;
      selected = Math.min(selected, cards.length - 1);
      show();
    });
    figure.append(canvas, clear);
    if (words.bud) figure.append(budButton(words.bud, index));
    canvas.addEventListener("focus", () => choose(index));
    ownTouches(canvas);
    canvas.addEventListener("pointerdown", (event) => begin(event, canvas, index));
    drawByKeys(canvas, {
      side: SIDE,
      radius: RADIUS * 0.625,
      color: () => limner.hand.color(),
      show: (live, pen) => paintCard(canvas, index, live, pen),
      add: (stroke) => add(index, stroke),
      takeLast: () => { side(index).strokes.pop(); changed(); },
    });
    paintCard(canvas, index);
    return figure;
  }

  /** What is drawn on the side of a card that is seen, and how many strokes have room there. @param {number} index */
  function side(index) {
    return turned === index ? { strokes: buds[index] ??= [], room: cards[index].length } : { strokes: cards[index], room: MOST_STROKES };
  }

  /** @param {number} index @param {Stroke} stroke */
  function add(index, stroke) {
    const { strokes, room } = side(index);
    if (strokes.length < room) strokes.push(stroke);
    changed();
  }

  /** What turns a card over, to its bud. @param {BudWords} said @param {number} index */
  function budButton(said, index) {
    const button = Object.assign(document.createElement("button"), { className: "pads-bud", textContent: said.word, title: said.name(index + 1) });
    button.setAttribute("aria-label", said.name(index + 1));
    button.setAttribute("aria-pressed", String(turned === index));
    button.addEventListener("click", () => {
      turned = turned === index ? -1 : index;
      selected = index;
      show();
      /** @type {HTMLElement} */ (list.querySelectorAll(".pads-bud")[index]).focus();
    });
    return button;
  }

  /** @param {HTMLCanvasElement} canvas @param {number} index @param {Stroke} [live] @param {number[]} [pen] - where keys have brought it */
  function paintCard(canvas, index, live, pen) {
    const context = paintOn(canvas);
    context.clearRect(0, 0, SIDE, SIDE);
    const button = /** @type {HTMLElement | null | undefined} */ (canvas.parentElement?.querySelector(".pads-bud"));
    if (button) {
      button.hidden = cards[index].length === 0;
      button.classList.toggle("has", (buds[index] ?? []).length > 0);
    }
    const { strokes } = side(index);
    const says = (/** @type {string} */ text, /** @type {number} */ y, /** @type {number} */ px) => {
      Object.assign(context, { fillStyle: "#6a665e", font: `${px}px system-ui, sans-serif`, textAlign: "center" });
      context.fillText(text, SIDE / 2, y);
    };
    if (turned === index) {
      // What it opens into lies beneath, and of that the stroke that comes next.
      const next = strokes.length + (live ? 1 : 0);
      cards[index].forEach(({ points }, i) => paintStroke(context, points, i === strokes.length ? "#f3b24f" : "#dcd5c6", 1, 0, 0));
      if (words.bud && next < cards[index].length) says(words.bud.next(next + 1, cards[index].length), SIDE - 9, 16);
    } else if (strokes.length === 0 && !live && !pen) says(words.hint, SIDE / 2, 17);
    for (const stroke of live ? [...strokes, live] : strokes) paintStroke(context, stroke.points, hexOf(stroke.color), 1, 0, 0);
    if (pen) paintPen(context, pen, live !== undefined);
  }

  /** @param {PointerEvent} event @param {HTMLCanvasElement} canvas @param {number} index */
  function begin(event, canvas, index) {
    if (event.button !== 0) return;
    event.preventDefault();
    choose(index);
    const { strokes, room } = side(index);
    if (strokes.length >= room) return;
    canvas.setPointerCapture(event.pointerId);
    const box = canvas.getBoundingClientRect();
    /** @type {Stroke} */
    const live = { points: [], color: limner.hand.color() };
    const follow = (/** @type {PointerEvent} */ one) => {
      const [x, y] = [(one.clientX - box.left) * SIDE / box.width, (one.clientY - box.top) * SIDE / box.height];
      const [lastX, lastY] = live.points.slice(-3);
      if (live.points.length === 0 || Math.hypot(x - lastX, y - lastY) >= 1.5) live.points.push(x, y, RADIUS * (0.25 + 0.75 * (one.pressure || 0.5)));
    };
    follow(event);
    const move = (/** @type {PointerEvent} */ moved) => {
      for (const one of moved.getCoalescedEvents?.() ?? [moved]) follow(one);
      paintCard(canvas, index, live);
    };
    const end = () => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", end);
      canvas.removeEventListener("pointercancel", end);
      add(index, live);
      paintCard(canvas, index);
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
  }

  show();
  return {
    /** The cards that have something on them. */
    drawn: () => cards.filter((strokes) => strokes.length > 0),
    /** The buds of the same cards; nothing on those that have none. */
    drawnBuds: () => cards.flatMap((strokes, i) => (strokes.length > 0 ? [buds[i] ?? []] : [])),
    cards: () => cards,
    chosen: () => selected,
    /** @param {Stroke[][]} strokes @param {Stroke[][]} [inBud] */
    setCards(strokes, inBud = []) {
      [buds, turned] = [inBud, -1];
      cards = [...strokes, ...Array.from({ length: Math.max(least - strokes.length, 0) }, () => [])];
      selected = Math.min(selected, cards.length - 1);
      show();
    },
    /** Puts strokes on the chosen card, as large as it. @param {Stroke[]} strokes */
    setCard(strokes) {
      cards[selected] = fitted(strokes);
      [buds[selected], turned] = [[], -1];
      const empty = cards.findIndex((one) => one.length === 0);
      show();
      if (empty >= 0) choose(empty);
    },
  };
}
