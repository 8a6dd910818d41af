// @ts-check
/** A scene of the storyboard in review: its picture, its text to be edited in place, and what can be done with it. */

import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { words } from "../../../words/words.js";
import { FILMING_FIELDS, FURTHER_FIELDS, MAIN_FIELDS } from "./editing/fields.js";
import { SaveState } from "./editing/save_state.js";
import { SceneField } from "./editing/scene_field.js";
import { FirstFrameLine } from "./first_frames/first_frame_line.js";
import { RewriteForm } from "./rewrite_form.js";
import { SceneStill } from "./scene_still.js";

/** @typedef {import("../../../api/types.js").Scene} Scene */
/** @typedef {import("../../../live/job_store.js").JobState} JobState */

/**
 * @typedef {object} CardState
 * @property {JobState} state
 * @property {Scene} scene
 * @property {boolean} isFirst
 * @property {boolean} isLast
 * @property {boolean} isRewriting Whether this scene's feedback is being written.
 * @property {boolean} isRewritten Whether it is being rewritten.
 * @property {boolean} isPlaying
 */

/** @typedef {import("./scene_actions.js").SceneActions} SceneActions */

const texts = words.board;

export class SceneCard extends HTMLElement {
  /** @type {import("./editing/scene_draft.js").SceneDraft} */
  // @ts-ignore: set before the element is connected.
  draft;
  /** @type {SceneActions} */
  // @ts-ignore: set before the element is connected.
  actions;
  /** @type {import("./first_frames/first_frame_requests.js").FirstFrameRequests} */
  // @ts-ignore: set before the element is connected.
  firstFrames;

  connectedCallback() {
    if (this.section) return;
    const { draft, actions } = this;
    const [main, further, filming] = [MAIN_FIELDS, FURTHER_FIELDS, FILMING_FIELDS].map((fields) =>
      fields.map((field) => new SceneField(field, draft))
    );
    this.fields = [...main, ...further, ...filming];
    this.still = custom(SceneStill);
    this.firstFrame = custom(FirstFrameLine, { requests: this.firstFrames });
    this.heading = element("h3", { tabindex: -1 });
    this.saveState = new SaveState(draft);
    this.problem = custom(ProblemNotice);
    this.earlier = this.#button(texts.earlier, () => actions.move(draft.id, -1));
    this.later = this.#button(texts.later, () => actions.move(draft.id, 1));
    this.rewrite = this.#button(texts.rewrite, () => actions.openRewriting(draft.id));
    this.add = this.#button(texts.addAfter, () => actions.openAdding(draft.id));
    this.removal = this.#button(texts.remove, () => actions.remove(draft.id));
    /** Where the form of a scene that is added after this one is shown. */
    this.addition = element("div");
    this.form = new RewriteForm((body) => actions.rewrite(draft.id, body), () => actions.openRewriting(""));
    this.busy = element("p", { class: "notice", hidden: true }, texts.rewriting);
    const elements = (/** @type {SceneField[]} */ fields) => fields.map((field) => field.element);
    this.section = element(
      "section",
      { class: "board-card" },
      element(
        "div",
        { class: "scene-head" },
        element("span", { class: "grip", title: texts.drag, "aria-hidden": "true" }, "⠿"),
        this.heading,
        this.saveState.element,
      ),
      this.still,
      element(
        "div",
        { class: "scene-fields" },
        this.busy,
        elements(main.slice(0, 2)),
        element("div", { class: "short-fields" }, elements(main.slice(2))),
        element(
          "details",
          {},
          element("summary", {}, texts.more),
          element("div", { class: "further-fields" }, elements(further)),
        ),
        elements(filming),
      ),
      this.firstFrame,
      this.problem,
      this.form.element,
      element(
        "div",
        { class: "buttons scene-buttons" },
        this.rewrite,
        this.earlier,
        this.later,
        this.add,
        this.removal,
      ),
      this.addition,
    );
    this.append(this.section);
  }

  /** @param {CardState} card */
  show({ state, scene, isFirst, isLast, isRewriting, isRewritten, isPlaying }) {
    const job = state.job;
    if (job === null || !this.section) return;
    const isReviewed = job.status === "storyboard_review";
    setText(/** @type {Element} */ (this.heading), texts.scene(scene.sceneNumber));
    setAttributes(this.section, {
      "aria-label": texts.scene(scene.sceneNumber),
      "data-format": job.adBasics.aspectRatio ?? "9:16",
      "aria-current": isPlaying ? "true" : null,
      "aria-busy": isRewritten ? "true" : null,
    });
    if (this.busy) this.busy.hidden = !isRewritten;
    for (const field of this.fields ?? []) field.show({ isEditable: isReviewed, isFirst, job });
    this.still?.show(scene, job.adBasics.aspectRatio);
    this.firstFrame?.show(scene);
    this.saveState?.show();
    const wasInForm = this.form?.element.contains(document.activeElement);
    this.form?.show(isRewriting && isReviewed, openNotes(state, scene));
    if (this.rewrite) this.rewrite.hidden = isRewriting && isReviewed;
    setAttributes(/** @type {Element} */ (this.earlier), { "aria-disabled": isFirst || !isReviewed ? "true" : null });
    setAttributes(/** @type {Element} */ (this.later), { "aria-disabled": isLast || !isReviewed ? "true" : null });
    for (const button of [this.rewrite, this.add, this.removal]) if (button) button.disabled = !isReviewed;
    if (wasInForm && this.form?.element.hidden) (isReviewed ? this.rewrite : this.heading)?.focus();
  }

  /**
   * Say at this scene what went wrong.
   *
   * @param {unknown} problem
   * @param {(() => void) | null} retry
   */
  showProblem(problem, retry) {
    this.problem?.show(problem, retry);
  }

  /**
   * @param {string} text
   * @param {() => void} act
   */
  #button(text, act) {
    const onclick = (/** @type {Event} */ { currentTarget }) => {
      if (/** @type {Element} */ (currentTarget).getAttribute("aria-disabled") !== "true") act();
    };
    return element("button", { type: "button", class: "slim", onclick }, text);
  }
}

/**
 * @param {JobState} state
 * @param {Scene} scene
 */
function openNotes({ notes }, scene) {
  return notes.filter((note) => note.sceneId === scene.id && note.status === "open");
}

customElements.define("storyboard-scene", SceneCard);
