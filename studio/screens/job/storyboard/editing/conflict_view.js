// @ts-check
/** Two versions of one field, side by side, of which the person keeps one. */

import { element, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";
import { choiceName } from "./choice_names.js";
import { filmingSummary } from "./filming_value.js";

/** @typedef {import("./fields.js").FieldValue} FieldValue */
/** @typedef {import("../../../../api/types.js").Filming} Filming */

export class ConflictView {
  /**
   * @param {import("./scene_draft.js").SceneDraft} draft
   * @param {string} name Of the field.
   */
  constructor(draft, name) {
    const texts = words.board.conflict;
    this.name = name;
    this.yours = element("p", { class: "version" });
    this.theirs = element("p", { class: "version" });
    this.element = element(
      "div",
      { class: "conflict", role: "alert", hidden: true },
      element("p", {}, texts.title),
      element(
        "div",
        { class: "versions" },
        element(
          "div",
          {},
          element("h4", {}, texts.yours),
          this.yours,
          element("button", { type: "button", onclick: () => draft.keepMine(name) }, texts.keepMine),
        ),
        element(
          "div",
          {},
          element("h4", {}, texts.theirs),
          this.theirs,
          element("button", { type: "button", onclick: () => draft.takeTheirs(name) }, texts.takeTheirs),
        ),
      ),
    );
  }

  /**
   * @param {FieldValue | undefined} theirs Undefined: there is no conflict.
   * @param {FieldValue | undefined} typed
   */
  show(theirs, typed) {
    this.element.hidden = theirs === undefined;
    if (theirs === undefined) return;
    setText(this.yours, this.#read(typed ?? ""));
    setText(this.theirs, this.#read(theirs));
  }

  /** @param {FieldValue} value */
  #read(value) {
    if (Array.isArray(value)) return String(value.length);
    if (typeof value === "object") return filmingSummary(/** @type {Filming} */ (value)) || words.wishes.asUsual;
    return choiceName(this.name, String(value)) || words.board.conflict.empty;
  }
}
