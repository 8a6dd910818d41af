// @ts-check
/** One field of a scene: its label, its control, why it is refused, and both versions when two people changed it. */

import { element, setAttributes, setChildren, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";
import { AssetChoice } from "./asset_choice.js";
import { ConflictView } from "./conflict_view.js";
import { choiceName } from "./choice_names.js";
import { CHOICES, isSame } from "./fields.js";
import { FilmingChoice } from "./filming_choice.js";

/** @typedef {import("./fields.js").Field} Field */
/** @typedef {import("./fields.js").FieldValue} FieldValue */
/** @typedef {import("./scene_draft.js").SceneDraft} SceneDraft */
/** @typedef {import("../../../../api/types.js").Filming} Filming */
/** @typedef {{read: () => [FieldValue, string], write: (value: FieldValue) => void}} Control Reads the value and why it cannot be saved. */

const texts = words.board;

export class SceneField {
  /**
   * @param {Field} field
   * @param {SceneDraft} draft
   */
  constructor(field, draft) {
    this.field = field;
    this.draft = draft;
    const id = `${draft.id}-${field.name}`;
    const label = texts.fields[/** @type {keyof typeof texts.fields} */ (field.name)];
    this.error = element("p", { class: "field-error", id: `${id}-error`, hidden: true });
    this.putBack = element(
      "button",
      { type: "button", class: "slim", hidden: true, onclick: () => draft.takeTheirs(field.name) },
      texts.putBack,
    );
    this.conflict = new ConflictView(draft, field.name);
    const [made, focusable] = control(field, id, label, () => this.#typed());
    this.control = made;
    this.focusable = focusable;
    this.element = element(
      "div",
      { class: "field" },
      field.kind !== "assets" && field.kind !== "filming" && element("label", { for: id }, label),
      this.focusable,
      this.error,
      this.putBack,
      this.conflict.element,
    );
    this.element.addEventListener("focusout", () => draft.save());
    this.control.write(this.#value());
  }

  /** @param {import("./filming_choice.js").SceneState} state */
  show(state) {
    const { isEditable, job } = state;
    const { error, theirs, typed } = this.draft.fields[this.field.name];
    if (this.focusable instanceof AssetChoice) this.focusable.showAssets(job.assets, isEditable);
    else if (this.focusable instanceof FilmingChoice) this.focusable.showScene(state);
    else this.#lock(!isEditable && typed === undefined && this.focusable !== document.activeElement);
    if (!isSame(this.control.read()[0], this.#value())) this.control.write(this.#value());
    setText(this.error, error);
    this.error.hidden = error === "";
    this.putBack.hidden = error === "";
    setAttributes(this.focusable, {
      "aria-invalid": error ? "true" : null,
      "aria-describedby": error ? this.error.id : null,
    });
    this.conflict.show(theirs, typed);
  }

  #value() {
    const { typed, saved } = this.draft.fields[this.field.name];
    return typed ?? saved;
  }

  #typed() {
    const [value, error] = this.control.read();
    // Leaving a field tells again what was told while it was typed; why that is refused stays.
    if (error === "" && isSame(value, this.#value())) return;
    this.draft.type(this.field.name, value, error);
  }

  /** @param {boolean} isLocked */
  #lock(isLocked) {
    if (this.focusable instanceof HTMLSelectElement) this.focusable.disabled = isLocked;
    else setAttributes(this.focusable, { readonly: isLocked });
  }
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {string} label
 * @param {() => void} typed
 * @returns {[Control, HTMLTextAreaElement | HTMLInputElement | HTMLSelectElement | AssetChoice | FilmingChoice]}
 */
function control({ name, kind }, id, label, typed) {
  switch (kind) {
    case "assets": {
      const choice = new AssetChoice();
      choice.label = label;
      choice.addEventListener("change", typed);
      return [{ read: () => [choice.value, ""], write: (value) => choice.choose(value) }, choice];
    }
    case "filming": {
      const choice = new FilmingChoice(id);
      for (const kind of ["input", "change"]) choice.addEventListener(kind, typed);
      const write = (/** @type {FieldValue} */ value) => choice.choose(/** @type {Filming} */ (value));
      return [{ read: () => choice.read(), write }, choice];
    }
    case "choice": {
      const select = element("select", { id, onchange: typed });
      return [{ read: () => [select.value, ""], write: (value) => offer(select, name, String(value)) }, select];
    }
    case "seconds": {
      const input = element("input", { id, type: "number", min: 1, max: 60, step: "any", oninput: typed });
      return [{ read: () => seconds(input), write: (value) => (input.value = String(value)) }, input];
    }
    case "paragraph": {
      const area = element("textarea", { id, rows: 2, oninput: typed });
      return [{ read: () => [area.value, ""], write: (value) => write(area, String(value)) }, area];
    }
  }
}

/**
 * Show another text, and leave the caret where it is.
 *
 * @param {HTMLTextAreaElement} area
 * @param {string} text
 */
function write(area, text) {
  const { selectionStart, selectionEnd } = area;
  area.value = text;
  area.setSelectionRange(selectionStart, selectionEnd);
}

/**
 * @param {HTMLInputElement} input
 * @returns {[FieldValue, string]}
 */
function seconds(input) {
  const isNumber = input.value !== "" && Number.isFinite(input.valueAsNumber);
  return isNumber ? [input.valueAsNumber, ""] : [input.value, texts.notANumber];
}

/**
 * Offer the choices of a field, and show one of them.
 *
 * @param {HTMLSelectElement} select
 * @param {string} name Of the field.
 * @param {string} value
 */
function offer(select, name, value) {
  if (![...select.options].some((option) => option.value === value)) {
    const choices = [...new Set([...CHOICES[name], value])];
    setChildren(select, choices.map((each) => element("option", { value: each }, choiceName(name, each))));
  }
  select.value = value;
}
