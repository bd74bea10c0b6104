// Starts the page: worker and wasm load side by side, then the painting of the link, of the last
// visit, or a new one that the partner begins at once.

import { startAgentGpu } from "./agent-wgpu.js";
import { startAuthors } from "./authors.js";
import { startBeliefs } from "./beliefs.js";
import { startBrought } from "./brought.js";
import { startCame } from "./came.js";
import { startBrushes } from "./brushes.js";
import { startDialogs } from "./dialogs.js";
import { startDropped } from "./dropped.js";
import { startFolds } from "./folds.js";
import { startFetched } from "./fetched.js";
import { startFrames } from "./frame.js";
import { el, emit, hasStopped, limner, on, troubleOf } from "./handle.js";
import { startHeat } from "./heat.js";
import { held } from "./home.js";
import { startJudgements } from "./judgements.js";
import { startKept, usePrefs } from "./kept.js";
import { startKeys } from "./keys.js";
import { restored } from "./last.js";
import { startPartnerSettings } from "./partner-settings.js";
import { startMood } from "./mood.js";
import { openFirst, openHeld, openLink, openSaved, startOpen } from "./open.js";
import { startOverlay } from "./overlay.js";
import { startPaintings } from "./paintings.js";
import { startPanel } from "./panel.js";
import { startPatch } from "./patch.js";
import { startPoint } from "./point.js";
import { startPointer } from "./pointer.js";
import { startQuestion } from "./question.js";
import { startRenderer } from "./renderer.js";
import { startRounds } from "./rounds.js";
import { startShare } from "./share.js";
import { startStopped } from "./stopped.js";
import { failed } from "./saved.js";
import { startStore } from "./store.js";
import { isReadOnly } from "./tabs.js";
import { startTargets } from "./targets.js";
import { say } from "./say.js";
import { startTastes } from "./tastes.js";
import { startTimeline } from "./timeline.js";
import { toast, troubleToast } from "./toast.js";
import { startTools } from "./tools.js";
import { startView } from "./view.js";
import { startWhy } from "./why.js";
import "./words.js";
import { startWorker } from "./worker-host.js";
import { ownScript } from "./trusted.js";

/** Each listens for its own controls and events; their order does not matter. */
const STARTS = [
  startTools, startView, startOverlay, startPointer, startPanel, startTargets, startTimeline, () => startStore({ takeOver: (id) => openSaved(id, true) }), startKept, startOpen, startPaintings,
  startShare, startDropped, startDialogs, startBrushes, startAuthors, startPartnerSettings, startFolds, startBrought, startBeliefs,
  startJudgements, startCame, startQuestion, startMood, startPoint, startTastes, startWhy, startHeat, startPatch, startRounds, startFetched,
];

/** Lines of invitation leave when the person paints, or after this long. */
const HINT_MS = 20_000;

limner.ready = boot();
// A handle for tests and the curious; the page itself never reads it.
Object.assign(window, { limner });

async function boot() {
  startStopped();
  if (!held && new URLSearchParams(location.search).has("embed")) {
    const [{ showEmbedded }] = await Promise.all([import("./embed.js"), loadWasm()]);
    return showEmbedded();
  }
  startWorker();
  startKeys();
  emit("labelled");
  try {
    const [kept] = await Promise.all([restored().catch(notKept), loadWasm()]);
    STARTS.forEach((start) => start());
    usePrefs(kept.prefs);
    await openSomething(kept);
    startFrames();
  } catch (error) {
    console.error(error);
    el("loading").textContent = say("boot.failed");
    toast(say("boot.failed"), { kind: "trouble", code: "boot_failed" });
    document.body.dataset.ready = "failed";
    throw error;
  }
  document.body.dataset.renderer = "cpu";
  document.body.dataset.ready = "yes";
  let told = false;
  addEventListener("error", () => { if (!told && !hasStopped()) troubleToast("unknown"); told = true; });
  keepForOffline();
  startRenderer();
  startAgentGpu();
}

/** @typedef {Partial<Awaited<ReturnType<typeof restored>>>} Kept */

/** Nothing is there of an earlier visit, which is said. @param {unknown} error @returns {Kept} */
function notKept(error) {
  failed(error);
  return {};
}

async function loadWasm() {
  const { default: init, Keeping, PartnerSettings, Opening, Page, Partner, Taste } = await import("./generated/page.js");
  await init();
  Object.assign(limner, { Keeping, PartnerSettings, Opening, Page, Partner, Taste });
}

/** @param {Kept} kept */
async function openSomething({ current, taste, practised, rounds, unopened = [] }) {
  // What a page died of is not tried again unasked.
  const mayLink = location.hash.length > 1 && !unopened.some(({ hash }) => hash === location.hash);
  const saved = [...new Set(current ?? [])].filter((id) => !unopened.some((one) => one.id === id));
  for (const { name } of unopened) toast(say("open.unopened", { name }), { kind: "trouble", code: "unopened" });
  if (mayLink && (await openLink(location.hash))) hint("");
  else if (held && (await openHeld(held))) hint("");
  // Who opens a file with a damaged painting does not mean the last one that was painted in this browser.
  else if (!held && (await openFirstOf(saved))) hint(isReadOnly() ? "" : say("boot.restored"));
  else hint(`${say("intro.sentence")} ${say(openFirst() ? "boot.invite" : "boot.inviteCalm")}`);
  try {
    if (taste?.length) limner.partner.setTasteState(taste);
    if (practised?.length) limner.practice.setPractised(practised);
    if (rounds) limner.practice.setRoundStates(rounds.first, rounds.states);
  } catch (error) {
    troubleToast(troubleOf(error).code);
  }
}

/** @param {string[]} ids - of paintings, the first of which that opens is shown */
async function openFirstOf(ids) {
  for (const id of ids) if (await openSaved(id)) return true;
  return false;
}

/** @param {string} text */
function hint(text) {
  el("hint").textContent = text;
  const leave = () => { el("hint").dataset.gone = ""; };
  if (!text) return leave();
  on("pointer-down", leave);
  on("opened", leave);
  setTimeout(leave, HINT_MS);
}

/** After all else has loaded, so that it takes nothing from the first seconds. */
function keepForOffline() {
  if (held || !isSecureContext || !("serviceWorker" in navigator)) return;
  const register = () => navigator.serviceWorker.register(ownScript(new URL("./sw.js", import.meta.url))).catch((error) => console.info("no offline use:", error));
  setTimeout(register, 4000);
  // A version that came meanwhile is fetched while this one is open, and opened at the next visit.
  navigator.serviceWorker.getRegistration().then((kept) => kept?.update()).catch((error) => console.info("no newer version:", error));
}
