// @ts-check
/** One choice of how a scene is filmed: its label, its control, and why the model does not offer it. */

import { element, setAttributes, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";

/** @typedef {HTMLInputElement | HTMLSelectElement} Control */

export class Wish {
  /**
   * @param {string} id
   * @param {Control} control
   * @param {string} label
   * @param {string} [help]
   */
  constructor(id, control, label, help = "") {
    this.control = control;
    this.help = element("p", { class: "help", id: `${id}-help`, hidden: help === "" }, help);
    this.reason = element("p", { class: "help", id: `${id}-reason`, hidden: true });
    setAttributes(control, { id });
    const isBox = control instanceof HTMLInputElement && control.type === "checkbox";
    const named = isBox
      ? [element("label", { class: "choice" }, control, element("span", {}, label))]
      : [element("label", { for: id }, label), control];
    this.element = element("div", { class: "field" }, named, this.help, this.reason);
  }

  /**
   * @param {string} reason Why it is not offered; empty: it is.
   * @param {{isSet: boolean, isEditable: boolean, isWhole: boolean}} state `isSet`: it is wished, so that it can be taken
   *   back. `isWhole`: the reason is one for the whole control.
   */
  show(reason, { isSet, isEditable, isWhole }) {
    const { control } = this;
    const isBusy = control === document.activeElement;
    control.disabled = (!isEditable && !isBusy) || (isWhole && reason !== "" && !isSet && !isBusy);
    setText(this.reason, reason && isSet ? `${reason} ${words.wishes.cannot.unset}` : reason);
    this.reason.hidden = reason === "";
    setAttributes(this.reason, { class: reason && isSet ? "field-error" : "help" });
    const described = [this.help, this.reason].filter((each) => !each.hidden).map((each) => each.id).join(" ");
    setAttributes(control, { "aria-describedby": described || null });
  }
}
