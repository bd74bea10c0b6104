// Drawing with WebGPU, where there is an adapter that is worth it: on a canvas of its own below the
// board, from the log and the stroke in progress. The 2D canvas and the wasm half's own pixels stay
// ready: when the device is lost, or the painting is too large for it, they go on in the same frame,
// and a new device is tried later. `?renderer=cpu` does without, `?renderer=webgpu` takes any adapter.

import { hardwareAdapter } from "./adapter.js";
import { el, limner, on, troubleOf } from "./handle.js";
import { guessed } from "./pointer.js";
import { say } from "./say.js";
import { toast, troubleToast } from "./toast.js";
import { drawChanges, placement } from "./view.js";

/** What one frame may take to draw strokes that wait. */
const BUDGET_MS = 6;
/** After a loss; then it stays without. */
const AGAIN_MS = [1500, 6000, 30_000];
/** A device that takes longer for one stroke is left alone: the CPU takes about one. */
const SLOW_MS = 60;
const ASKED = new URLSearchParams(location.search).get("renderer");
/** Troubles that another device would have too. */
const LASTING = ["gpu_out_of_memory", "gpu_slow"];

/** @typedef {import("./generated/renderer.js").Renderer} Renderer */

/** @type {Renderer | undefined} */
let renderer;
/** It draws for the eye; before that it catches up while the 2D canvas does. */
let draws = false;
let losses = 0;

export async function startRenderer() {
  // For tests and the curious, as all of `limner` is.
  Object.assign(limner, { loadRenderer: load });
  on("opened", () => { const there = renderer; if (there) attempt(() => open(there)); });
  if (ASKED === "cpu" || !navigator.gpu) return;
  if (ASKED !== "webgpu" && !(await hardwareAdapter())) return;
  await begin();
}

/** Once a frame: shows what there is to be seen, with WebGPU or without. */
export function drawFrame() {
  const there = renderer;
  if (there) attempt(() => draw(there));
  const shown = draws && limner.view.showsThePresent();
  document.body.toggleAttribute("data-gpu", shown);
  if (!shown) drawChanges();
}

/** @param {Renderer} renderer */
function draw(renderer) {
  const { page, hand, view } = limner;
  const trouble = renderer.trouble();
  if (trouble) throw new Error(trouble);
  if (renderer.revision() < page.revision()) renderer.append(page.entriesFrom(renderer.revision()));
  if (renderer.isBusy()) return;
  if (ASKED !== "webgpu" && renderer.strokeMs() > SLOW_MS) throw new Error(JSON.stringify({ code: "gpu_slow" }));
  // Half of what an undo redraws is no picture: what was shown stays until all is there.
  if (renderer.catchUp(BUDGET_MS)) return;
  if (!draws) takeOver();
  if (!view.showsThePresent()) return;
  renderer.live(hand.liveStroke(), guessed());
  renderer.show(...placement());
}

function takeOver() {
  draws = true;
  limner.view.setDrawn("elsewhere");
  document.body.dataset.renderer = "webgpu";
}

/** @param {Renderer} renderer */
function open(renderer) {
  draws = false;
  renderer.open(limner.page.file());
}

/** @param {() => void} what */
function attempt(what) {
  try {
    what();
  } catch (error) {
    const { code, detail } = troubleOf(error);
    console.info("WebGPU:", code, detail);
    withdraw();
    troubleToast(code, detail);
    if (!LASTING.includes(code) && losses < AGAIN_MS.length) setTimeout(again, AGAIN_MS[losses++]);
  }
}

/** The CPU's pixels go on where the GPU's ended. */
function withdraw() {
  const lost = renderer;
  [renderer, draws] = [undefined, false];
  Object.assign(limner, { renderer });
  limner.view.setDrawn("here");
  document.body.dataset.renderer = "cpu";
  try {
    lost?.free();
  } catch (error) {
    console.info("WebGPU: could not be freed:", error);
  }
}

async function again() {
  if (await begin()) toast(say("renderer.back"));
}

/** @returns {Promise<boolean>} */
async function begin() {
  try {
    const Renderer = await load();
    const next = await Renderer.start(freshCanvas());
    open(next);
    renderer = next;
    Object.assign(limner, { renderer });
    return true;
  } catch (error) {
    console.info("without WebGPU:", error);
    return false;
  }
}

async function load() {
  const { default: init, Renderer } = await import("./generated/renderer.js");
  await init();
  return Renderer;
}

/** An element that was given a context keeps its kind, and a lost device's is of no more use. */
function freshCanvas() {
  const canvas = /** @type {HTMLCanvasElement} */ (el("gpu").cloneNode());
  el("gpu").replaceWith(canvas);
  return canvas;
}
