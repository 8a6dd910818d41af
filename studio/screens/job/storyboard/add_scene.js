// @ts-check
/** A new scene: a button, and behind it a form that asks what happens in it. */

import { newKey } from "../../../api/client.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

const texts = words.board;

export class AddScene {
  /** @param {import("./scene_actions.js").SceneActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.problem = custom(ProblemNotice);
    this.description = element("textarea", { id: "new-scene", rows: 3, required: true });
    this.open = element("button", { type: "button", onclick: () => actions.openAdding("end") }, texts.add);
    this.form = element(
      "form",
      { class: "panel", hidden: true, onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
      element("label", { for: "new-scene" }, texts.newScene),
      this.description,
      this.problem,
      element(
        "div",
        { class: "buttons" },
        element("button", { class: "primary" }, texts.addIt),
        element("button", { type: "button", class: "quiet", onclick: () => actions.openAdding("") }, texts.close),
      ),
    );
    this.element = element("div", { class: "add-scene" }, this.open);
    this.key = newKey();
    this.description.addEventListener("input", () => (this.key = newKey()));
  }

  /**
   * @param {boolean} mayAdd
   * @param {Element | null} place In which the form is shown; none: it is closed.
   */
  show(mayAdd, place) {
    this.element.hidden = !mayAdd;
    this.form.hidden = !mayAdd || place === null;
    if (place === null || this.form.parentElement === place) return;
    place.append(this.form);
    this.description.focus();
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    this.problem.clear();
    const problem = await this.actions.add(this.actions.board.value.adding, this.description.value, this.key);
    if (problem !== null) {
      this.problem.show(problem);
      return;
    }
    this.description.value = "";
    this.key = newKey();
  }
}
