// @ts-check
/** Above the scenes: that the storyboard is being written, that this failed, what was deleted, typed text that is lost. */

import { element, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("./board_state.js").DeletedScene} DeletedScene */
/** @typedef {import("./editing/board_drafts.js").LostDraft} LostDraft */

const texts = words.board;

export class BoardNotices {
  /**
   * @param {import("./editing/board_drafts.js").BoardDrafts} drafts
   * @param {import("./scene_actions.js").SceneActions} actions
   */
  constructor(drafts, actions) {
    this.drafts = drafts;
    this.actions = actions;
    this.writing = element("p", { class: "notice", role: "status", hidden: true });
    this.failure = element("p");
    this.failed = element(
      "div",
      { class: "notice bad failed-writing", hidden: true },
      element("p", {}, element("strong", {}, texts.failed), " ", this.failure),
      element("p", {}, texts.failedHelp),
    );
    this.deleted = element("div", { class: "notice-list" });
    this.lost = element("div", { class: "notice-list" });
    this.element = element("div", { class: "board-notices" }, this.writing, this.failed, this.lost, this.deleted);
  }

  /**
   * @param {Job} job
   * @param {import("./board_state.js").BoardState} board
   */
  show(job, board) {
    const text = whatIsWritten(job, board.rewritten);
    this.writing.hidden = text === "";
    setText(this.writing, text);
    this.failed.hidden = !(job.status === "failed" && (job.actions ?? []).includes("regenerate_all_scenes"));
    setText(this.failure, job.error?.message ?? "");
    const deleted = job.status === "storyboard_review" ? board.deleted : [];
    showList(this.deleted, deleted, ({ id }) => id, (scene) => this.#deletedScene(scene), () => {});
    showList(this.lost, this.drafts.value.lost, ({ title, texts }) => title + texts.join(), (draft) => {
      return this.#lostDraft(draft);
    }, () => {});
  }

  /** @param {DeletedScene} scene */
  #deletedScene({ id, number }) {
    return element(
      "div",
      { class: "notice" },
      element("p", {}, texts.deleted(number)),
      element("button", { type: "button", class: "slim", onclick: () => this.actions.restore(id) }, texts.restore),
      element(
        "button",
        { type: "button", class: "slim quiet", onclick: () => this.actions.forgetDeleted(id) },
        words.problems.dismiss,
      ),
    );
  }

  /** @param {LostDraft} draft */
  #lostDraft(draft) {
    return element(
      "div",
      { class: "notice warning" },
      element("p", {}, texts.lost(draft.title)),
      draft.texts.map((text) => element("p", { class: "version" }, text)),
      element(
        "button",
        { type: "button", class: "slim quiet", onclick: () => this.drafts.forget(draft) },
        words.problems.dismiss,
      ),
    );
  }
}

/**
 * @param {Job} job
 * @param {string} rewritten Id of the one scene that this person is having rewritten.
 * @returns {string} Empty when nothing is being written.
 */
function whatIsWritten(job, rewritten) {
  if (job.status === "pending") return job.assets.length > 0 ? texts.fetching : texts.writing;
  if (job.status !== "generating_scenes") return "";
  if (job.progress.stage === "ingesting_assets") return texts.fetching;
  if (job.scenes.length === 0) return texts.writing;
  const scene = job.scenes.find((each) => each.id === rewritten);
  return scene ? texts.writingScene(scene.sceneNumber) : texts.writingAnew;
}
