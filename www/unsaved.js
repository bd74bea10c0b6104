// What is here alone is not replaced without a question.

import { downloadKept } from "./download.js";
import { el } from "./handle.js";
import { say } from "./say.js";
import { isUnsaved, settle } from "./store.js";

/** Whether another painting may take the place of this one: it is saved, or the person says so. @returns {Promise<boolean>} */
export async function mayReplace() {
  await settle();
  // What the partner paints meanwhile is written as the painting goes.
  const { saved, readOnly } = document.body.dataset;
  if (!isUnsaved() || (saved !== "failed" && readOnly === undefined)) return true;
  const dialog = el("unsaved-dialog");
  if (dialog.open) return false;
  el("unsaved-words").textContent = say(`unsaved.${document.body.dataset.readOnly ? "taken" : "words"}`);
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  if (dialog.returnValue === "download") downloadKept();
  return dialog.returnValue === "download" || dialog.returnValue === "go";
}
