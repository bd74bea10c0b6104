// `?embed`: for a frame in another page. The painting of the link is shown and replayed, with a way to paint with it;
// there is no panel and no partner, and nothing is kept.

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
  await openLink(location.hash);
  document.body.dataset.ready = "yes";
}

/** Waits for the few rules of its own. */
function styled() {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("./embed.css", import.meta.url).href });
  return new Promise((resolve) => {
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
}
