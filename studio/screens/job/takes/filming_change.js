// @ts-check
/** How a scene that was filmed or failed is to be filmed, changed where it is filmed again. Saved only when a person says so. */

import { element, setChildren, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { sceneApi } from "../storyboard/editing/board_drafts.js";
import { FILMING_FIELDS, valuesOf } from "../storyboard/editing/fields.js";
import { SceneDraft } from "../storyboard/editing/scene_draft.js";
import { SceneField } from "../storyboard/editing/scene_field.js";

/** @typedef {import("../../../api/types.js").Scene} Scene */

const [FILMING] = FILMING_FIELDS;

export class FilmingChange {
  /** @type {Scene | null} */
  #scene = null;
  /** @type {SceneDraft | null} */
  #draft = null;
  /** @type {SceneField | null} */
  #field = null;
  /** What came of the last save. */
  #outcome = "";

  /**
   * @param {import("../../../live/job_store.js").JobStore} store
   * @param {import("../../../controls/problem_notice.js").ProblemNotice} problem Says why it could not be saved.
   */
  constructor(store, problem) {
    this.store = store;
    this.problem = problem;
    this.means = element("p", { class: "help" });
    this.change = element(
      "div",
      { class: "filming-change" },
      this.means,
      element("button", { type: "button", onclick: () => this.#saveAlone() }, words.wishes.change.save),
    );
    this.state = element("p", { class: "help", role: "status" });
    this.element = element("div", { class: "filming-change" });
  }

  /**
   * Show the scene's choices, without what was chosen before and not saved.
   *
   * @param {Scene} scene
   */
  begin(scene) {
    this.#scene = scene;
    this.#draft = new SceneDraft(scene.id, saved(scene), sceneApi(this.store, scene.id), () => this.#show());
    this.#draft.mayChange = false;
    this.#field = new SceneField(FILMING, this.#draft);
    setChildren(this.element, this.#field.element, this.change, this.state);
    this.#outcome = "";
    this.#show();
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    this.#draft?.receive(saved(scene));
    this.#show();
  }

  /**
   * Save what is chosen, and return whether nothing is left to be saved. Errors: Problem.
   *
   * @returns {Promise<boolean>}
   */
  async save() {
    const draft = this.#draft;
    if (!draft?.isUnsaved) return true;
    draft.mayChange = true;
    await draft.save();
    draft.mayChange = false;
    if (draft.problem !== null) throw draft.problem;
    if (!draft.isUnsaved) this.#outcome = this.#saved();
    this.#show();
    return !draft.isUnsaved;
  }

  async #saveAlone() {
    this.problem.clear();
    try {
      if (await this.save()) this.element.querySelector("summary")?.focus();
    } catch (problem) {
      this.problem.show(problem, () => this.#saveAlone());
    }
  }

  get #isUnfilmed() {
    return this.#scene?.videoUrl === null;
  }

  #saved() {
    const { saved, savedOther, savedUnfilmed } = words.wishes.change;
    return this.#isUnfilmed ? savedUnfilmed : this.#scene?.stale ? savedOther : saved;
  }

  #show() {
    const { job } = this.store.value;
    if (job === null || !this.#draft || !this.#field) return;
    this.#field.show({ job, isFirst: job.scenes[0]?.id === this.#scene?.id, isEditable: true });
    const { isUnsaved, hasError, hasConflict } = this.#draft;
    const { means, meansUnfilmed, notSaved } = words.wishes.change;
    if (isUnsaved) this.#outcome = "";
    this.change.hidden = !isUnsaved;
    setText(this.means, this.#isUnfilmed ? meansUnfilmed : means);
    setText(this.state, hasError || hasConflict ? notSaved : this.#outcome);
  }
}

/** @param {Scene} scene */
function saved(scene) {
  return { revision: scene.revision, values: valuesOf(scene) };
}
