// @ts-check
/** A whole brief as JSON, pasted or dropped as a file, which fills the form. */

import { element, setAttributes, setText } from "../../page/element.js";
import { isObject } from "../../page/paths.js";
import { words } from "../../words/words.js";

const texts = words.newFilm.json;

export class JsonPanel extends HTMLElement {
  /** @type {(brief: Record<string, any>) => void} Fills the form. */
  onbrief = () => {};

  connectedCallback() {
    this.text = element("textarea", {
      id: "json",
      rows: 8,
      class: "code",
      spellcheck: "false",
      placeholder: texts.hint,
      "aria-describedby": "json-error",
      oninput: () => this.#say(""),
    });
    this.error = element("p", { class: "field-error", id: "json-error", role: "alert" });
    this.details = element(
      "details",
      { class: "panel" },
      element("summary", {}, texts.title),
      element("label", { for: "json" }, texts.label),
      this.text,
      this.error,
      element(
        "div",
        { class: "buttons" },
        element("button", { type: "button", onclick: () => this.use(this.text?.value ?? "") }, texts.fill),
      ),
    );
    this.append(this.details);
  }

  /**
   * Fill the form by this text, or say what is wrong with it.
   *
   * @param {string} text
   */
  use(text) {
    if (!this.text || !this.details) return;
    const brief = read(text);
    if (typeof brief !== "string") {
      this.text.value = "";
      this.details.open = false;
      this.onbrief(brief);
      return;
    }
    this.details.open = true;
    this.text.value = text;
    this.#say(brief);
    this.text.focus();
  }

  /** @param {string} problem */
  #say(problem) {
    if (!this.error || !this.text) return;
    setText(this.error, problem);
    setAttributes(this.text, { "aria-invalid": problem ? "true" : null });
  }
}

/**
 * @param {string} text
 * @returns {Record<string, any> | string} The brief, or what is wrong.
 */
function read(text) {
  try {
    const brief = JSON.parse(text);
    return isObject(brief) ? brief : texts.noObject;
  } catch (error) {
    return words.newFilm.noJson(error instanceof Error ? error.message : "");
  }
}

customElements.define("json-panel", JsonPanel);
