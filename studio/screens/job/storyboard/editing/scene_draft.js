// @ts-check
/**
 * What a person types into a scene, until it is saved. What others change meanwhile is shown in the fields that the
 * person has not touched; in one that they have, both versions are kept until they choose.
 */

import { Problem } from "../../../../api/client.js";
import { FIELDS, isSame } from "./fields.js";

/** @typedef {import("./fields.js").FieldValue} FieldValue */

/**
 * @typedef {object} FieldDraft
 * @property {FieldValue} saved What the API has, as far as the person has seen.
 * @property {FieldValue | undefined} typed What the person has typed and is not saved.
 * @property {FieldValue | undefined} sent What is being saved.
 * @property {FieldValue | undefined} theirs What somebody else saved while the person was typing.
 * @property {string} error Why the API refuses what is typed.
 */

/** @typedef {{revision: number, values: Record<string, FieldValue>}} SavedScene */

/**
 * @typedef {object} SceneApi
 * @property {(changes: Record<string, FieldValue>, revision: number) => Promise<SavedScene>} save
 * @property {() => Promise<unknown>} reread Calls `receive` with the scene as it is now.
 */

/** How long nothing is typed before it is saved, in milliseconds. */
const QUIET = 1_000;
const LONGEST_CHAIN_OF_CHANGES = 5;
/** How long it is waited before a save is tried again that failed for a moment, in milliseconds; then a person decides. */
const PAUSES = [2_000, 4_000, 8_000, 16_000];

export class SceneDraft {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #quiet;
  /** @type {Promise<void> | null} */
  #saving = null;
  #isAskedAgain = false;
  /** How many saves failed one after the other. */
  #failures = 0;

  /**
   * @param {string} id
   * @param {SavedScene} scene
   * @param {SceneApi} api
   * @param {() => void} changed Called after each change of the draft.
   */
  constructor(id, scene, api, changed) {
    this.id = id;
    this.revision = scene.revision;
    this.api = api;
    this.changed = changed;
    /** Whether the storyboard may be changed now. What is typed while it may not is saved afterwards. */
    this.mayChange = true;
    this.wasSaved = false;
    /** @type {unknown} Why the last attempt to save failed. */
    this.problem = null;
    /** @type {Record<string, FieldDraft>} */
    this.fields = Object.fromEntries(FIELDS.map(({ name }) => [name, unchanged(scene.values[name])]));
  }

  get isSaving() {
    return this.#saving !== null;
  }

  get isUnsaved() {
    return this.isSaving || Object.values(this.fields).some((field) => field.typed !== undefined);
  }

  get hasConflict() {
    return Object.values(this.fields).some((field) => field.theirs !== undefined);
  }

  get hasError() {
    return Object.values(this.fields).some((field) => field.error !== "");
  }

  /**
   * Note what is in a field now. It is saved after a while without typing.
   *
   * @param {string} name
   * @param {FieldValue} value
   * @param {string} [error] Why this cannot be saved; empty if it can.
   */
  type(name, value, error = "") {
    const field = this.fields[name];
    const isAsSaved = isSame(value, field.saved) && field.sent === undefined && field.theirs === undefined;
    field.typed = isAsSaved ? undefined : value;
    field.error = error;
    this.wasSaved = false;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.save(), QUIET);
    this.changed();
  }

  /**
   * Save what is typed, as far as it can be saved now.
   *
   * @returns {Promise<void>}
   */
  save() {
    clearTimeout(this.#quiet);
    if (this.#saving !== null) {
      this.#isAskedAgain = true;
      return this.#saving;
    }
    if (!this.mayChange || this.#savable().length === 0) return Promise.resolve();
    this.problem = null;
    this.#saving = this.#saveAll().finally(() => {
      this.#saving = null;
      this.changed();
    });
    this.changed();
    return this.#saving;
  }

  /**
   * Take over what the API has now.
   *
   * @param {SavedScene} scene
   */
  receive(scene) {
    if (scene.revision < this.revision) return;
    this.revision = scene.revision;
    for (const [name, field] of Object.entries(this.fields)) merge(field, scene.values[name]);
  }

  /** @param {string} name */
  keepMine(name) {
    const field = this.fields[name];
    if (field.theirs === undefined) return;
    field.saved = field.theirs;
    field.theirs = undefined;
    this.save();
    this.changed();
  }

  /**
   * Show what somebody else saved, or what was saved last, in place of what is typed.
   *
   * @param {string} name
   */
  takeTheirs(name) {
    const field = this.fields[name];
    this.fields[name] = unchanged(field.theirs ?? field.saved);
    this.changed();
  }

  #savable() {
    return Object.entries(this.fields).filter(([, field]) =>
      field.typed !== undefined && field.theirs === undefined && field.error === "" && !isSame(field.typed, field.saved)
    );
  }

  async #saveAll() {
    let attempts = 0;
    do {
      this.#isAskedAgain = false;
      const savable = this.#savable();
      if (savable.length === 0 || !this.mayChange) return;
      for (const [, field] of savable) field.sent = field.typed;
      try {
        const changes = Object.fromEntries(savable.map(([name, { sent }]) => [name, /** @type {FieldValue} */ (sent)]));
        this.receive(await this.api.save(changes, this.revision));
        this.wasSaved = true;
        this.#failures = 0;
      } catch (problem) {
        if (!(problem instanceof Problem && problem.status === 412)) {
          this.#refused(problem);
          return;
        }
        // Somebody changed the scene since. If it was another field, this one is saved on top of that.
        if (!await this.#rereadAfterChange()) return;
        this.#isAskedAgain = true;
      } finally {
        for (const [, field] of savable) field.sent = undefined;
      }
      this.changed();
    } while (this.#isAskedAgain && ++attempts < LONGEST_CHAIN_OF_CHANGES);
  }

  async #rereadAfterChange() {
    try {
      await this.api.reread();
      return true;
    } catch (problem) {
      this.problem = problem;
      return false;
    }
  }

  /** @param {unknown} problem */
  #refused(problem) {
    const errors = problem instanceof Problem && problem.status === 422 ? errorsByField(problem) : [];
    for (const [name, message] of errors) this.fields[name].error = message;
    this.problem = errors.length > 0 ? null : problem;
    const pause = PAUSES[this.#failures++];
    if (problem instanceof Problem && problem.retryable && problem.status > 0 && pause) {
      this.#quiet = setTimeout(() => this.save(), pause);
    }
  }
}

/**
 * @param {FieldValue} saved
 * @returns {FieldDraft}
 */
function unchanged(saved) {
  return { saved, typed: undefined, sent: undefined, theirs: undefined, error: "" };
}

/**
 * @param {FieldDraft} field
 * @param {FieldValue} value What the API has now.
 */
function merge(field, value) {
  const isOurs = field.sent !== undefined && isSame(value, field.sent);
  if (field.typed === undefined || isOurs || isSame(value, field.typed) || isSame(value, field.saved)) {
    if (field.typed !== undefined && isSame(value, field.typed)) {
      field.typed = undefined;
      field.error = "";
    }
    field.saved = value;
    field.theirs = undefined;
  } else {
    field.theirs = value;
  }
}

/**
 * Return what the API says about fields of a scene: its list of errors, or one sentence that begins with the field.
 *
 * @param {Problem} problem
 * @returns {[string, string][]}
 */
function errorsByField(problem) {
  const colon = problem.message.indexOf(": ");
  const listed = problem.errors.length > 0
    ? problem.errors
    : [{ path: problem.message.slice(0, colon), message: problem.message.slice(colon + 2) }];
  return listed.flatMap(({ path, message }) => {
    const field = FIELDS.find(({ apiName }) =>
      path === apiName || path.startsWith(`${apiName}[`) || path.startsWith(`${apiName}.`)
    );
    return field ? [[field.name, message]] : [];
  });
}
