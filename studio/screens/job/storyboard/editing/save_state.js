// @ts-check
/** A few words beside a scene: whether what is typed is saved, and if not, why. */

import { element, setAttributes, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";

const texts = words.board;

export class SaveState {
  /** @param {import("./scene_draft.js").SceneDraft} draft */
  constructor(draft) {
    this.draft = draft;
    this.text = element("span");
    this.again = element(
      "button",
      { type: "button", class: "slim", hidden: true, onclick: () => draft.save() },
      words.problems.tryAgain,
    );
    this.element = element("span", { class: "save-state" }, this.text, this.again);
  }

  show() {
    const [text, state] = this.#words();
    setText(this.text, text);
    setAttributes(this.element, { "data-state": state });
    this.again.hidden = state !== "failed";
  }

  /** @returns {[string, string]} */
  #words() {
    const draft = this.draft;
    if (draft.isSaving) return [texts.saving, "saving"];
    if (draft.problem !== null && draft.mayChange) {
      return [texts.notSaved(draft.problem instanceof Error ? draft.problem.message : String(draft.problem)), "failed"];
    }
    if (draft.isUnsaved) return [draft.mayChange ? texts.notSavedYet : texts.held, "unsaved"];
    return draft.wasSaved ? [texts.saved, "saved"] : ["", ""];
  }
}
