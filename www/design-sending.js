// A design goes along with the painting where the person says so: a line in the menu of sharing, once there is a design.

import { limner, on } from "./handle.js";
import { sayDesign as say } from "./design-text.en.js";

/** @type {HTMLInputElement | undefined} */
let box;
/** @type {(call: string, ...args: any[]) => Promise<any>} */
let ask;

/** @param {typeof ask} asked */
export function startSending(asked) {
  ask = asked;
  const label = Object.assign(document.createElement("label"), { className: "check", hidden: true, id: "share-design-line" });
  box = Object.assign(document.createElement("input"), { type: "checkbox", id: "share-design" });
  label.append(box, Object.assign(document.createElement("span"), { id: "share-design-words" }));
  document.getElementById("share-taste-line")?.after(label);
  box.addEventListener("change", send);
  document.getElementById("share-menu")?.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open") send();
  });
  // Another painting takes nothing along that was not allowed for it.
  on("opened", () => { if (box) box.checked = false; });
}

/** What is there is sent as it is now, or not at all; the menu says how long a link is then. */
async function send() {
  const bytes = await ask("encode");
  const [label, words] = ["share-design-line", "share-design-words"].map((id) => document.getElementById(id));
  if (!box || !label || !words) return;
  label.hidden = bytes.length === 0;
  words.textContent = say("send", { bytes: bytes.length });
  limner.page.sendDesign(box.checked ? bytes : new Uint8Array());
  document.body.dataset.designSent = String(box.checked ? bytes.length : 0);
  document.getElementById("share-taste")?.dispatchEvent(new Event("change"));
}
