// @ts-check
/** Asks before something that cannot be taken back, or that costs money. */

import { element } from "../page/element.js";
import { words } from "../words/words.js";

/**
 * Ask, and return whether the person said yes.
 *
 * @param {string} question
 * @param {string} yes What the button that does it says.
 * @param {string} [explanation]
 * @returns {Promise<boolean>}
 */
export function confirm(question, yes, explanation = "") {
  return new Promise((resolve) => {
    const dialog = element(
      "dialog",
      { "aria-label": question, onclose: () => (dialog.remove(), resolve(dialog.returnValue === "yes")) },
      element(
        "form",
        { method: "dialog" },
        element("h2", {}, question),
        explanation && element("p", {}, explanation),
        element(
          "div",
          { class: "buttons" },
          element("button", { value: "no" }, words.dialog.cancel),
          element("button", { value: "yes", class: "primary" }, yes),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
