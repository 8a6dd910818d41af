// @ts-check
/** One field of the brief, with its label, its help, and what the API said is wrong with it. */

import { element, setAttributes, setText } from "../../page/element.js";
import { isObject } from "../../page/paths.js";
import { words } from "../../words/words.js";
import { BrandColors, colorsIn } from "./brand_colors.js";
import { ProviderOrder } from "./provider_order.js";

/** @typedef {import("./fields.js").Field} Field */

export class BriefField extends HTMLElement {
  /** @type {Field} */
  // @ts-ignore: set before the element is connected.
  field;

  connectedCallback() {
    const { path, kind, name, initial = "", suggestions } = this.field;
    const texts = words.newFilm.fields[name];
    const id = path.replaceAll(".", "-");
    this.className = kind === "check" ? "field check" : "field";
    this.dataset.kind = kind;
    this.input = this.#input(id, "hint" in texts ? texts.hint : "");
    this.raw = initial;
    this.help = element("p", { class: "help", id: `${id}-help` }, "help" in texts ? texts.help : "");
    this.help.hidden = this.help.textContent === "";
    this.error = element("p", { class: "field-error", id: `${id}-error`, hidden: true });
    setAttributes(this.input, { "aria-describedby": this.help.hidden ? null : this.help.id });
    this.input.addEventListener("input", () => this.showError(""));
    const isGroup = this.input instanceof ProviderOrder;
    const label = isGroup
      ? element("span", { class: "group-label" }, texts.label)
      : element("label", { for: id }, texts.label);
    if (isGroup) setAttributes(label, { id: `${id}-label` });
    if (isGroup) setAttributes(this.input, { id, "aria-labelledby": `${id}-label` });
    this.append(label, this.input, this.help, this.error);
    if (suggestions) this.suggest(suggestions);
    if (kind === "colors") this.append(this.#colors());
  }

  /**
   * @param {string} id
   * @param {string} placeholder
   */
  #input(id, placeholder) {
    const { kind, choices = {} } = this.field;
    switch (kind) {
      case "text":
      case "json":
        return element("textarea", { id, placeholder, rows: 3, spellcheck: kind === "text" ? null : "false" });
      case "choice":
        return element(
          "select",
          { id },
          Object.entries(choices).map(([value, text]) => element("option", { value }, text)),
        );
      case "check":
        return element("input", { id, type: "checkbox" });
      case "providers":
        return new ProviderOrder();
      default:
        return element("input", {
          id,
          placeholder,
          type: kind === "line" || kind === "colors" ? "text" : "number",
          step: kind === "line" || kind === "colors" ? null : "any",
          autocomplete: "off",
        });
    }
  }

  #colors() {
    this.colors = new BrandColors((color) => {
      this.raw = [...colorsIn(this.raw), color].join(", ");
      this.input?.dispatchEvent(new Event("input", { bubbles: true }));
    });
    this.input?.addEventListener("input", () => this.colors?.show(this.raw));
    return this.colors.element;
  }

  /** What the field holds, as text; a ticked box is `true`. */
  get raw() {
    const { input } = this;
    if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked ? "true" : "";
    return input?.value ?? "";
  }

  set raw(text) {
    const { input } = this;
    if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = text === "true";
    else if (input) input.value = text;
    if (input instanceof HTMLSelectElement && input.value !== text) {
      input.append(element("option", { value: text }, text));
      input.value = text;
    }
    this.colors?.show(text);
  }

  /**
   * Return the value to send; undefined if there is none. Errors: SyntaxError, with what is wrong in words.
   *
   * @returns {unknown}
   */
  get value() {
    const { kind, unsent = "" } = this.field;
    const isNumber = kind === "number" || kind === "minutes";
    if (isNumber && this.input instanceof HTMLInputElement && this.input.validity.badInput) {
      throw new SyntaxError(words.newFilm.noNumber);
    }
    const text = kind === "choice" ? this.raw : this.raw.trim();
    if (text === "" || text === unsent) return undefined;
    switch (kind) {
      case "number":
        return Number(text);
      case "minutes":
        return Math.round(Number(text) * 60);
      case "check":
        return true;
      case "json":
        return parsed(text);
      case "colors":
        return colorsIn(text);
      case "providers":
        return text.split(",");
      default:
        return this.raw;
    }
  }

  /**
   * Hold a value of a brief, if it is of the field's kind, and return whether it is.
   *
   * @param {unknown} value
   */
  accept(value) {
    const text = asText(this.field.kind, value);
    if (text !== null) this.raw = text;
    return text !== null;
  }

  /** @param {string[]} texts What the field offers to be completed to. */
  suggest(texts) {
    if (!this.input) return;
    const id = `${this.input.id}-list`;
    this.querySelector("datalist")?.remove();
    this.append(element("datalist", { id }, texts.map((value) => element("option", { value }))));
    this.input.setAttribute("list", id);
  }

  /**
   * Say more than the help says.
   *
   * @param {string} text
   * @param {boolean} isForbidden Whether a box cannot be ticked, for this reason.
   */
  note(text, isForbidden) {
    const { input, help, field } = this;
    if (!input || !help) return;
    const texts = words.newFilm.fields[field.name];
    setText(help, ["help" in texts ? texts.help : "", text].filter((each) => each !== "").join(" "));
    help.hidden = help.textContent === "";
    if (input instanceof HTMLInputElement) input.disabled = isForbidden && !input.checked;
    this.showError(this.error?.textContent ?? "");
  }

  /** @param {string} text What is wrong; nothing, if it is empty. */
  showError(text) {
    const { input, help, error } = this;
    if (!input || !help || !error) return;
    setText(error, text);
    error.hidden = text === "";
    const described = [help, error].filter((each) => !each.hidden).map((each) => each.id).join(" ");
    setAttributes(input, { "aria-invalid": text ? "true" : null, "aria-describedby": described || null });
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(words.newFilm.noJson(error instanceof Error ? error.message : ""));
  }
}

/**
 * @param {Field["kind"]} kind
 * @param {unknown} value
 * @returns {string | null} None for a value that the field cannot hold.
 */
function asText(kind, value) {
  switch (kind) {
    case "number":
      return typeof value === "number" ? String(value) : null;
    case "minutes":
      return typeof value === "number" ? String(value / 60) : null;
    case "check":
      return typeof value === "boolean" ? String(value) : null;
    case "json":
      return isObject(value) ? JSON.stringify(value, null, 2) : null;
    case "colors":
      return Array.isArray(value) && value.every((each) => typeof each === "string") ? value.join(", ") : null;
    case "providers":
      return Array.isArray(value) && value.every((each) => typeof each === "string") ? value.join(",") : null;
    default:
      return typeof value === "string" ? value : null;
  }
}

customElements.define("brief-field", BriefField);
