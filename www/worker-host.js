// Keeps the partner's worker alive: starts it, carries messages, and where it dies or falls silent
// starts another, which the painting then tells everything anew.

import { hasStopped, limner } from "./handle.js";
import { say } from "./say.js";
import { toast } from "./toast.js";
import { ownScript } from "./trusted.js";

const PING_MS = 2000;
const SILENT_MS = 10_000;
/** Fetching and compiling on a slow line. */
const STARTING_MS = 90_000;
/** Deaths in a row after which the person is told. */
const MOST_DEATHS = 3;
/** What the second worker in a row waits before it starts; each further one twice as long, up to an end. */
const WAIT_MS = { first: 500, longest: 64_000 };
/** A worker that answers after this long is well: what went wrong before is over. */
const WELL_MS = 5000;

/** @type {Worker | undefined} */
let worker;
let [heardAt, lookedAt, ready] = [0, 0, false];
/** Called when a worker that replaced the first dies. @type {(() => void) | undefined} */
let lost;
/** Deaths since a worker was well; when this one began; and the timer of the next. */
let [deaths, bornAt, waiting] = [0, 0, 0];

/** May run before there is a painting, so that the worker loads meanwhile. */
export function startWorker() {
  spawn();
  setInterval(look, PING_MS);
  document.addEventListener("visibilitychange", () => worker?.postMessage({ held: document.hidden }));
}

/** Sends what the painting has to say to the partner. */
export function sendMessages() {
  if (!worker || hasStopped()) return;
  const messages = limner.page.takeMessages();
  if (messages.length > 0) worker.postMessage({ messages });
}

/** Goes on with another worker, which is ready. @param {Worker} next @param {() => void} whenGone */
export function replaceWorker(next, whenGone) {
  worker?.terminate();
  clearTimeout(waiting);
  lost = whenGone;
  adopt(next, true);
  limner.page.workerReplaced();
  sendMessages();
}

function spawn() {
  clearTimeout(waiting);
  worker?.terminate();
  adopt(new Worker(ownScript(new URL("./worker.js", import.meta.url)), { type: "module", name: "limner-partner" }), false);
}

/** @param {Worker} next @param {boolean} isReady */
function adopt(next, isReady) {
  const now = performance.now();
  [worker, heardAt, bornAt, ready] = [next, now, now, isReady];
  worker.onmessage = heard;
  worker.onerror = (event) => { event.preventDefault(); died(event.message ?? "could not load"); };
  worker.onmessageerror = () => died("message");
  if (document.hidden) worker.postMessage({ held: true });
}

/** @param {MessageEvent} event */
function heard({ data }) {
  if (hasStopped()) return;
  heardAt = performance.now();
  if (data.ready) { ready = true; document.body.dataset.worker = "ready"; }
  if (data.failed) died(data.failed);
  else if (data.replies?.length > 0 && heardAt - bornAt > WELL_MS) deaths = 0;
  for (const reply of data.replies ?? []) limner.page?.message(reply);
  // Not on the next frame: a hidden page has none.
  if (data.replies && limner.page) sendMessages();
}

/** @param {string} why */
function died(why) {
  if (hasStopped()) return;
  console.warn("partner's worker:", why);
  worker?.terminate();
  worker = undefined;
  lost?.();
  lost = undefined;
  deaths += 1;
  document.body.dataset.workerDeaths = String(Number(document.body.dataset.workerDeaths ?? 0) + 1);
  document.body.dataset.worker = "dead";
  limner.page?.workerDied();
  if (deaths === 1) return spawn();
  const wait = Math.min(WAIT_MS.first * 2 ** (deaths - 2), WAIT_MS.longest);
  document.body.dataset.workerWaitMs = String(wait);
  clearTimeout(waiting);
  waiting = setTimeout(spawn, wait);
  if (deaths !== MOST_DEATHS) return;
  const retry = { label: say("toast.retry"), run: spawn };
  toast(say("worker.gone"), { kind: "trouble", code: "worker_gone", action: retry });
}

/** Asks whether it is still there; time in which this page itself stood still does not count. */
function look() {
  const now = performance.now();
  const stalled = document.hidden || now - lookedAt > 3 * PING_MS;
  lookedAt = now;
  if (!worker) return;
  if (stalled) heardAt = now;
  worker.postMessage({ ping: now });
  if (now - heardAt > (ready ? SILENT_MS : STARTING_MS)) died("silent");
}
