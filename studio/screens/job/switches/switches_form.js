// @ts-check
/** Fields of a job's `production` that can be changed of a film that is begun. What is filmed is kept. */

import { newKey } from "../../../api/client.js";
import { changeProduction } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { BriefField } from "../../new_film/brief_field.js";
import { SWITCHES } from "../../new_film/fields.js";
import { noteModels } from "../../new_film/model_notes.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("../../new_film/fields.js").Field} Field */

const PREFIX = "production.";
/** The end of a path that leads to an item of a list. */
const ITEM = /\[\d+\]$/;

/** What a film has that was made before there were such choices. */
const BEFORE = /** @type {Record<string, string>} */ ({
  voice: "none",
  captions: "none",
  captionStyle: "plain",
  music: "none",
  logo: "none",
  endCard: "none",
  references: "none",
});

/** Those that are decided by the approval. */
const UNTIL_APPROVAL = ["draft"];
const UNAPPROVED = ["pending", "generating_scenes", "storyboard_review"];

export class SwitchesForm extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {Field[]} */
  switches = SWITCHES;
  texts = words.sound.switches;
  /** @type {Record<string, string>} What the job says, by the fields' names. */
  known = {};

  connectedCallback() {
    if (this.fields) return;
    const { texts } = this;
    this.fields = this.switches.map((field) => custom(BriefField, { field: chosen(field) }));
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
      element(
        "details",
        { class: "panel", ontoggle: () => this.#note() },
        element("summary", {}, texts.title),
        this.form,
      ),
    );
    this.addEventListener("input", () => setText(/** @type {Element} */ (this.state), texts.help));
  }

  /** @param {Job} job */
  show(job) {
    this.hidden = job.status === "cancelled";
    for (const field of this.fields ?? []) {
      const name = nameOf(field);
      const value = textOf(job.production[name] ?? BEFORE[name] ?? "");
      field.hidden = UNTIL_APPROVAL.includes(name) && !UNAPPROVED.includes(job.status);
      const isEdited = field.raw !== (this.known[name] ?? field.field.initial ?? "");
      this.known[name] = value;
      if (!isEdited) field.raw = value;
    }
  }

  /** Say what the job's model can do, and offer who else could film. */
  async #note() {
    if (this.isNoted) return;
    this.isNoted = true;
    const fields = new Map(this.fields?.map((field) => [field.field.path, field]));
    await noteModels(fields, () => {
      const { provider = null, model = null } = this.store.value.job?.production ?? {};
      return { provider, model };
    });
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    const changes = Object.fromEntries(
      (this.fields ?? []).filter((field) => !field.hidden && field.raw.trim() !== this.known[nameOf(field)]).map((
        field,
      ) => [nameOf(field), valueOf(field)]),
    );
    if (Object.keys(changes).length) await this.#save(changes);
  }

  /** @param {Record<string, unknown>} changes */
  async #save(changes, key = newKey()) {
    const { problem, button, state } = this;
    if (!problem || !button || !state || button.disabled) return;
    problem.clear();
    for (const field of this.fields ?? []) field.showError("");
    button.disabled = true;
    try {
      this.store.show(await changeProduction(this.store.id, changes, key));
      setText(state, this.texts.saved);
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
      const field = this.fields?.find((each) => each.field.path === path.replace(ITEM, ""));
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
 * @param {Field} field
 * @returns {Field}
 */
function chosen(field) {
  if (!field.choices) return field;
  const choices = Object.fromEntries(Object.entries(field.choices).filter(([value]) => value !== ""));
  return { ...field, choices, initial: BEFORE[nameOf({ field })] };
}

/**
 * Return what a field holds for this value of a job.
 *
 * @param {unknown} value
 * @returns {string}
 */
function textOf(value) {
  return value === false ? "" : String(value); // of a list with commas between
}

/**
 * Return what is sent for what the field holds; null: nothing, which an unticked box and an empty list are not.
 *
 * @param {BriefField} field
 * @returns {unknown}
 */
function valueOf(field) {
  const text = field.raw.trim();
  switch (field.field.kind) {
    case "check":
      return text === "true";
    case "providers":
      return text === "" ? [] : text.split(",");
    default:
      return text || null;
  }
}

/** @param {{field: Field}} field */
function nameOf(field) {
  return field.field.path.slice(PREFIX.length);
}

customElements.define("switches-form", SwitchesForm);
