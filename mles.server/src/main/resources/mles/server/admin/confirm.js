// A question before an action.
import { $ } from "./dom.js";

export function confirmed(question, label) {
  const dialog = $("dialog");
  $("question").replaceChildren(question);
  $("yes").textContent = label;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "yes");
  }, { once: true }));
}
