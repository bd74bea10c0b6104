// More like this, not like this: of many drawings, those are shown that come nearest to what the person said.

import { sayImagine as say } from "./imagine-text.en.js";

/**
 * @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask
 * @param {(work: () => Promise<void>) => void} run @param {() => number} chosen
 * @param {() => boolean} learned - whether it is what was learned from the person's cards that draws
 * @param {() => Promise<void>} imagine - draws anew
 */
export function startLiking(part, ask, run, chosen, learned, imagine) {
  for (const [name, likes] of /** @type {const} */ ([["more", true], ["less", false]])) {
    part(name).addEventListener("click", () => run(async () => {
      await ask("say", chosen(), likes);
      await imagine();
    }));
  }
  part("forgetLiked").addEventListener("click", () => run(async () => {
    await ask("forgetSaid", learned());
    await showLiking(part, ask, learned());
    part("imagine").focus();
  }));
}

/** Says what is known of what the person likes. @param {(name: string) => any} part @param {(call: string, ...args: any[]) => Promise<any>} ask @param {boolean} learned */
export async function showLiking(part, ask, learned) {
  const [more, less] = await ask("said", learned);
  part("liked").hidden = more + less === 0;
  part("likedSaid").textContent = say("liked", { more, less });
}
