// @ts-check
/** What a film sounds like and what is written and shown in it, to be changed: its scenes are kept, and it is cut again. */

import { newKey } from "../../../api/client.js";
import { changeProduction } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { BriefField } from "../../new_film/brief_field.js";
import { SWITCHES } from "../../new_film/fields.js";

/** @typedef {import("../../../api/types.js").Job} Job */

const PREFIX = "production.";

/** What a film has that was made before there were such choices. */
const BEFORE = /** @type {Record<string, string>} */ ({
  voice: "none",
  captions: "none",
  captionStyle: "plain",
  music: "none",
  logo: "none",
  endCard: "none",
});

export class SwitchesForm extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {Record<string, string>} What the job says, by the fields' names. */
  known = {};

  connectedCallback() {
    if (this.fields) return;
    const texts = words.sound.switches;
    this.fields = SWITCHES.map((field) => custom(BriefField, { field: chosen(field) }));
    this.problem = custom(ProblemNotice);
    this.state = element("p", { class: "help", role: "status" }, texts.help);
    this.button = element("button", { class: "primary" }, texts.save);
    this.form = element(
      "form",
      { class: "switches", novalidate: true, onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
      element("div", { class: "fields" }, this.fields),
      this.problem,
      this.button,
      this.state,
    );
    this.append(
      element("details", { class: "panel" }, element("summary", {}, texts.title), this.form),
    );
    this.addEventListener("input", () => setText(/** @type {Element} */ (this.state), texts.help));
  }

  /** @param {Job} job */
  show(job) {
    this.hidden = job.status === "cancelled";
    for (const field of this.fields ?? []) {
      const name = nameOf(field);
      const value = job.production[name] ?? BEFORE[name] ?? "";
      const isEdited = field.raw !== (this.known[name] ?? field.field.initial ?? "");
      this.known[name] = String(value);
      if (!isEdited) field.raw = String(value);
    }
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const changes = Object.fromEntries(
      (this.fields ?? []).filter((field) => field.raw.trim() !== this.known[nameOf(field)]).map((field) => [
        nameOf(field),
        field.raw.trim() || null,
      ]),
    );
    if (Object.keys(changes).length) await this.#save(changes);
  }

  /** @param {Record<string, string | null>} changes */
  async #save(changes, key = newKey()) {
    const { problem, button, state } = this;
    if (!problem || !button || !state || button.disabled) return;
    problem.clear();
    for (const field of this.fields ?? []) field.showError("");
    button.disabled = true;
    try {
      this.store.show(await changeProduction(this.store.id, changes, key));
      setText(state, words.sound.switches.saved);
    } catch (refusal) {
      this.#refuse(refusal, () => this.#save(changes, key));
    } finally {
      button.disabled = false;
    }
  }

  /**
   * @param {any} refusal
   * @param {() => void} retry
   */
  #refuse(refusal, retry) {
    /** @type {import("../../../api/client.js").FieldError[]} */
    const errors = refusal?.errors ?? [];
    const named = errors.filter(({ path, message }) => {
      const field = this.fields?.find((each) => each.field.path === path);
      field?.showError(message);
      return field !== undefined;
    });
    if (errors.length > 0 && named.length === errors.length) {
      /** @type {HTMLElement | null} */ (this.querySelector('[aria-invalid="true"]'))?.focus();
    } else this.problem?.show(refusal, retry);
  }
}

/**
 * Return the field without the choice of what is usual, which was made when the film was begun.
 *
 * @param {import("../../new_film/fields.js").Field} field
 * @returns {import("../../new_film/fields.js").Field}
 */
function chosen(field) {
  if (!field.choices) return field;
  const choices = Object.fromEntries(Object.entries(field.choices).filter(([value]) => value !== ""));
  return { ...field, choices, initial: BEFORE[nameOf({ field })] };
}

/** @param {{field: import("../../new_film/fields.js").Field}} field */
function nameOf(field) {
  return field.field.path.slice(PREFIX.length);
}

customElements.define("switches-form", SwitchesForm);
