// @ts-check
/** The list of the player's keys. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/** Show the list until it is closed. */
export function showKeys() {
  const texts = words.film;
  const dialog = element(
    "dialog",
    {
      "aria-label": texts.keys,
      onclose: () => dialog.remove(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "?" && dialog.close(),
    },
    element(
      "form",
      { method: "dialog" },
      element("h2", {}, texts.keys),
      element(
        "dl",
        { class: "keys" },
        texts.keyList.map(([keys, what]) => [
          element("dt", {}, keys.split(" ").map((key) => element("kbd", {}, key))),
          element("dd", {}, what),
        ]).flat(),
      ),
      element("p", { class: "help" }, texts.keysWhileTyping),
      element("div", { class: "buttons" }, element("button", { class: "primary" }, words.dialog.close)),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
