// `?embed`: for a frame in another page. The painting of the link is shown and replayed, with a way to paint with it;
// there is no panel and no partner, and nothing is kept. The page around it hears how far the painting is shown, and may
// play, pause and seek: `limner-painting.js` is its half.

import { el, on, once } from "./handle.js";
import { startFrames } from "./frame.js";
import { openLink, startOpen } from "./open.js";
import { say } from "./say.js";
import { startTimeline } from "./timeline.js";
import { startView } from "./view.js";

export async function showEmbedded() {
  document.body.dataset.embed = "";
  await styled();
  for (const start of [startView, startTimeline, startOpen]) start();
  const link = Object.assign(document.createElement("a"), { id: "embed-open", target: "_blank", rel: "noopener", textContent: say("embed.open") });
  el("timeline").append(link);
  const lead = () => {
    const here = new URL(location.href);
    here.search = "";
    link.href = here.href;
  };
  lead();
  on("opened", lead);
  // With the first painting, which may be that of another link.
  once("opened", startFrames);
  on("opened", () => tellAround("ready"));
  new MutationObserver(() => tellAround("progress")).observe(document.body, { attributeFilter: ["data-moment", "data-replaying"] });
  addEventListener("message", ({ source, data }) => { if (source === parent && parent !== window) follow(data); });
  new MutationObserver(tellTrouble).observe(el("toasts"), { childList: true });
  await openLink(location.hash);
  document.body.dataset.ready = "yes";
}

/** Of the messages to and from the page around the frame. */
const MESSAGES = 1;

/**
 * Tells the page around, whichever it is, what it could see by looking.
 * @param {"ready" | "progress" | "trouble"} what @param {object} [more]
 */
function tellAround(what, more = { at: Number(el("scrub").value), of: Number(el("scrub").max), playing: isPlaying() }) {
  if (parent !== window) parent.postMessage({ limner: MESSAGES, what, ...more }, "*");
}

/** Tells the page around what went wrong, of the links that come one after the other. @param {MutationRecord[]} changes */
function tellTrouble(changes) {
  for (const box of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (box instanceof HTMLElement && box.matches(".trouble")) tellAround("trouble", { code: box.dataset.code });
  }
}

const isPlaying = () => document.body.hasAttribute("data-replaying");

/** Does what the page around asks for, with the timeline's own controls. @param {unknown} asked */
function follow(asked) {
  const { limner, what, at } = /** @type {any} */ (typeof asked === "object" && asked) || {};
  if (limner !== MESSAGES) return;
  if ((what === "play" && !isPlaying()) || (what === "pause" && isPlaying())) el("replay").click();
  if (what !== "seek" || !Number.isSafeInteger(at)) return;
  el("scrub").value = String(at);
  el("scrub").dispatchEvent(new Event("input"));
}

/** Waits for the few rules of its own. */
function styled() {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("./embed.css", import.meta.url).href });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
}
