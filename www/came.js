// What came with a painting that was made elsewhere: the picture it was made from, how the partner was set, a taste, and
// a design. The first two belong to the painting; of the others nothing is taken over unasked. And what the partner
// asks where the picture did not come along.

import { openDesign } from "./fetched.js";
import { el, limner, on } from "./handle.js";
import { borrowSettings } from "./partner-settings.js";
import { say } from "./say.js";
import { bringTaste } from "./tastes.js";
import { chooseTarget, lackTarget } from "./targets.js";
import { toast } from "./toast.js";

/** Kinds of `page.came`. */
const [GALLERY, PICTURE, TASTE, DESIGN] = [1, 2, 4, 5];

export function startCame() {
  // Once each time that it asks: a dialog that opened again would close the gallery that it led to.
  let asked = false;
  on("status", ({ asksForPicture }) => {
    const dialog = el("lacks-dialog");
    if (asksForPicture && !asked) {
      dialog.returnValue = "";
      dialog.showModal();
    }
    asked = asksForPicture;
  });
  el("lacks-dialog").addEventListener("close", () => {
    const { returnValue } = el("lacks-dialog");
    if (returnValue === "choose") return el("gallery").showPopover();
    limner.page.goWithoutPicture(returnValue === "add");
    if (returnValue === "add") chooseTarget(null);
  });
  el("gallery").addEventListener("toggle", (event) => {
    // Who chose nothing after all may be asked again.
    if (event.newState === "closed" && limner.page.status().asksForPicture) limner.page.goWithoutPicture(false);
  });
}

/** Takes over what came with the painting that was just opened. */
export function takeWhatCame() {
  const { page } = limner;
  const [gallery] = page.came(GALLERY) ?? [];
  const picture = page.came(PICTURE);
  if (gallery !== undefined) chooseTarget({ gallery });
  else if (picture) chooseTarget({ bytes: picture });
  else if (page.status().lacksPicture) lackTarget();
  const settings = limner.settings.came();
  if (settings) borrowSettings([...settings]);
  const taste = page.came(TASTE);
  if (taste) toast(say("came.taste"), { code: "came_taste", action: { label: say("came.takeTaste"), run: () => bringTaste(new Blob([taste])) } });
  const design = page.came(DESIGN);
  if (design) toast(say("came.design"), { code: "came_design", action: { label: say("came.openDesign"), run: () => openDesign(design) } });
}
