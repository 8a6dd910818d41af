// @ts-check
/** The fields of a brief as one JSON object, in both directions, and what the API finds wrong with it, beside them. */

import { custom, element } from "../../page/element.js";
import { isObject, pathsOf, removeAt, setAt, valueAt } from "../../page/paths.js";
import { words } from "../../words/words.js";
import { AssetField } from "./asset_field.js";
import { BriefField } from "./brief_field.js";

/** @typedef {import("../../api/client.js").FieldError} FieldError */
/** @typedef {import("./fields.js").Field} Field */
/** @typedef {keyof typeof words.newFilm.fields} FieldName */

const ASSETS = "creative.assets";
/** The end of a path that leads to an item of a list. */
const ITEM = /\[\d+\]$/;
const ASSET = /^creative\.assets\[(\d+)\]/;

/** Fields that are marked for errors of objects that hold them. */
const FIRST_FIELD = { "adBasics": "adBasics.productName", "context": "context.clientId" };

export class BriefForm {
  constructor() {
    /** @type {Map<string, BriefField>} */
    this.fields = new Map();
    this.assets = custom(AssetField);
    /**
     * What a pasted brief says beyond the fields. It is sent too.
     *
     * @type {Record<string, any>}
     */
    this.rest = {};
  }

  /**
   * Make the elements of these fields.
   *
   * @param {Field[]} fields
   * @returns {HTMLElement}
   */
  part(fields) {
    const made = fields.map((field) => custom(BriefField, { field }));
    for (const each of made) this.fields.set(each.field.path, each);
    return element("div", { class: "fields" }, made);
  }

  /** Return the brief to send, null if a field holds what cannot be sent, which it then says. */
  read() {
    const brief = structuredClone(this.rest);
    let isComplete = true;
    for (const [path, field] of this.fields) {
      try {
        const value = field.value;
        if (value !== undefined) setAt(brief, path, value);
      } catch (error) {
        field.showError(error instanceof Error ? error.message : String(error));
        isComplete = false;
      }
    }
    brief.context ??= {};
    const assets = this.assets.references.map(({ id, url, name, role }) => ({
      ...(id ? { id } : { url }),
      ...(name ? { name } : {}),
      role,
    }));
    if (assets.length) setAt(brief, ASSETS, assets);
    return isComplete ? brief : null;
  }

  /**
   * Show a brief. What it does not say is as it is at first.
   *
   * @param {Record<string, any>} brief
   */
  fill(brief) {
    this.rest = structuredClone(brief);
    for (const [path, field] of this.fields) {
      const value = valueAt(brief, path) ?? undefined;
      // What the field cannot hold is sent as it is, so that the API says what is wrong with it.
      field.raw = value === undefined ? field.field.initial ?? "" : "";
      field.showError("");
      if (value === undefined || field.accept(value)) removeAt(this.rest, path);
    }
    const assets = valueAt(brief, ASSETS);
    if (Array.isArray(assets) && assets.every(isObject)) {
      this.assets.show(assets.map((each) => ({ type: null, name: "", role: "reference", ...each })));
      removeAt(this.rest, ASSETS);
    } else this.assets.show([]);
  }

  /** Return the names of what is sent without a field for it. */
  restNames() {
    return pathsOf(this.rest);
  }

  /**
   * Say what is wrong beside the fields, go to the first, and return the errors of which no field knows.
   *
   * @param {readonly FieldError[]} errors
   * @returns {FieldError[]}
   */
  showErrors(errors) {
    const unknown = errors.filter((error) => !this.#showError(error));
    this.focusFirstError();
    return unknown;
  }

  clearErrors() {
    for (const field of this.fields.values()) field.showError("");
    for (const item of this.assets.items) item.showError("");
    this.assets.showError("");
  }

  /** Go to the first field of the page that is wrong, and unfold what hides it. */
  focusFirstError() {
    const first = document.querySelector('new-film-screen [aria-invalid="true"]');
    if (!(first instanceof HTMLElement)) return;
    const details = first.closest("details");
    if (details) details.open = true;
    first.focus();
  }

  /** @param {FieldError} error */
  #showError({ path, message }) {
    const text = inWords(message);
    const asset = ASSET.exec(path);
    const item = asset ? this.assets.items[Number(asset[1])] : undefined;
    if (item) item.showError(text);
    else if (path === ASSETS) this.assets.showError(text);
    else {
      const field = this.#fieldOf(path);
      field?.showError(text);
      return field !== undefined;
    }
    return true;
  }

  /** @param {string} path */
  #fieldOf(path) {
    const first = FIRST_FIELD[/** @type {keyof typeof FIRST_FIELD} */ (path)];
    return this.fields.get(first ?? path.replace(ITEM, "")) ??
      [...this.fields.values()].find(({ field }) => field.kind === "json" && path.startsWith(`${field.path}.`));
  }
}

/**
 * Return what the API said as a sentence that calls the fields by their labels.
 *
 * @param {string} message
 */
function inWords(message) {
  const named = message.replace(/\b[a-z]+[A-Z]\w*\b/g, (name) => {
    const field = name in words.newFilm.fields && words.newFilm.fields[/** @type {FieldName} */ (name)];
    return field ? `“${field.label}”` : name;
  });
  return named.charAt(0).toUpperCase() + named.slice(1);
}
