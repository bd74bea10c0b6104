// The way back in the sheet for plotters: a photograph, four handles on its corners, and the picture that it becomes, which
// the partner goes on from.

import { emit, limner, paintOn, showPicture, troubleOf } from "./handle.js";
import { sayPlotter as say } from "./plotter-text.en.js";

/** The longest side of a photograph that is made straight, in px. */
const LONGEST_PX = 2400;
/** Where the handles are at first, in parts of the photograph. */
const AT_FIRST = [[0.08, 0.08], [0.92, 0.08], [0.92, 0.92], [0.08, 0.92]];
/** Keys that move a handle. @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {() => string} setup - as JSON @param {() => void} close
 */
export function startPhoto(part, ask, setup, close) {
  /** The photograph, as large as it is made straight. @type {HTMLCanvasElement | undefined} */
  let photograph;
  let corners = AT_FIRST.map((corner) => [...corner]);
  const tell = (/** @type {string} */ text) => { part("photo-said").textContent = text; };

  part("choose").addEventListener("click", () => part("photo-file").click());
  part("photo-file").addEventListener("change", async () => {
    const [file] = part("photo-file").files;
    part("photo-file").value = "";
    if (file) await take(file);
  });
  part("straighten").addEventListener("click", straighten);
  part("onward").addEventListener("click", onward);
  corners.forEach((_, n) => startHandle(n));

  /** @param {Blob} file */
  async function take(file) {
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.min(LONGEST_PX / Math.max(picture.width, picture.height), 1);
      photograph = Object.assign(document.createElement("canvas"), { width: Math.max(Math.round(picture.width * scale), 1), height: Math.max(Math.round(picture.height * scale), 1) });
      const context = paintOn(photograph, { willReadFrequently: true });
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, 0, 0, photograph.width, photograph.height);
      picture.close();
    } catch (error) {
      console.info("not shown:", error);
      return tell(say("notPicture"));
    }
    corners = AT_FIRST.map((corner) => [...corner]);
    tell("");
    part("frame").hidden = part("photo-how").hidden = false;
    part("straight-figure").hidden = true;
    show();
  }

  /** The photograph with lines from corner to corner, and the handles on them. */
  function show() {
    if (!photograph) return;
    const canvas = part("photograph");
    const { width, height } = photograph;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = paintOn(canvas);
    context.drawImage(photograph, 0, 0);
    context.lineWidth = Math.max(width, height) / 400;
    context.strokeStyle = "#f3b24f";
    context.beginPath();
    for (const [x, y] of corners) context.lineTo(x * width, y * height);
    context.closePath();
    context.stroke();
    corners.forEach(([x, y], n) => Object.assign(part(`corner-${n}`).style, { left: `${100 * x}%`, top: `${100 * y}%` }));
  }

  /** @param {number} n @param {number} x @param {number} y - in parts of the photograph */
  function move(n, x, y) {
    corners[n] = [x, y].map((v) => Math.min(Math.max(v, 0), 1));
    show();
  }

  /** @param {number} n */
  function startHandle(n) {
    const handle = part(`corner-${n}`);
    handle.setAttribute("aria-label", say("corner", { n }));
    handle.addEventListener("pointerdown", (/** @type {PointerEvent} */ event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
      if (!handle.hasPointerCapture(event.pointerId)) return;
      const { left, top, width, height } = part("photograph").getBoundingClientRect();
      move(n, (event.clientX - left) / width, (event.clientY - top) / height);
    });
    handle.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      const way = WAYS[event.key];
      if (!way || !photograph) return;
      event.preventDefault();
      const far = event.shiftKey ? 20 : 2;
      move(n, corners[n][0] + (way[0] * far) / photograph.width, corners[n][1] + (way[1] * far) / photograph.height);
    });
  }

  async function straighten() {
    if (!photograph) return;
    const { width, height } = photograph;
    const { data } = paintOn(photograph).getImageData(0, 0, width, height);
    const places = new Float64Array(corners.flatMap(([x, y]) => [x * width, y * height]));
    const ofSheet = part("cornersOf").querySelector("input:checked").value === "ofSheet";
    tell(say("straightening"));
    try {
      const { page } = limner;
      const picture = await ask("straighten", width, height, new Uint8Array(data.buffer), places, ofSheet ? setup() : "", page.width, page.height, page.paper, part("even").checked);
      const percent = await ask("changed");
      showPicture(part("straight"), picture);
      part("straight-figure").hidden = false;
      part("straight-figure").scrollIntoView({ block: "nearest" });
      tell(percent === undefined ? "" : say("changed", { percent }));
      // For tests.
      document.body.dataset.straightened = String(percent);
    } catch (error) {
      const { detail } = troubleOf(error);
      tell(/clockwise/.test(detail.reason ?? "") ? say("bent") : say("refused", detail));
    }
  }

  /** The picture goes where every picture goes that a person brings. */
  async function onward() {
    const bytes = await ask("taken");
    close();
    emit("brought", { bytes });
  }
}
