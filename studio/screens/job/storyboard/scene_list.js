// @ts-check
/** The scenes of a storyboard in review, a card each, in order. */

import { custom, element, setAttributes, setChildren } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { AddScene } from "./add_scene.js";
import { DeletedScenes } from "./deleted_scenes.js";
import { letDrag } from "./dragging.js";
import { SceneCard } from "./scene_card.js";

/** @typedef {import("../../../live/job_store.js").JobState} JobState */
/** @typedef {import("./board_state.js").BoardState} BoardState */

export class SceneList {
  /**
   * @param {import("./editing/board_drafts.js").BoardDrafts} drafts
   * @param {import("./scene_actions.js").SceneActions} actions
   * @param {import("./first_frames/first_frame_requests.js").FirstFrameRequests} firstFrames
   */
  constructor(drafts, actions, firstFrames) {
    this.drafts = drafts;
    this.actions = actions;
    this.firstFrames = firstFrames;
    this.isReviewed = false;
    this.list = element("div", { class: "scenes" });
    this.skeletons = element("div", { class: "scenes skeletons", "aria-hidden": "true" });
    this.adding = new AddScene(actions);
    this.atEnd = element("div");
    this.deleted = new DeletedScenes(actions);
    this.element = element(
      "section",
      { class: "storyboard", "aria-label": words.job.storyboard },
      this.list,
      this.skeletons,
      this.adding.element,
      this.atEnd,
      this.deleted.element,
    );
    letDrag(this.list, () => this.isReviewed, (id, place) => actions.place(id, place));
  }

  /**
   * @param {JobState} state
   * @param {BoardState} board
   */
  show(state, board) {
    const { job } = state;
    if (job === null) return;
    this.isReviewed = job.status === "storyboard_review";
    const isWriting = ["pending", "generating_scenes"].includes(job.status);
    const scenes = inOrder(job.scenes, board.order);
    const focused = focusedButton(this.list);
    showList(
      this.list,
      scenes,
      (scene) => scene.id,
      (scene) => {
        const { actions, firstFrames } = this;
        return custom(SceneCard, { draft: this.drafts.draft(scene.id), actions, firstFrames });
      },
      (card, scene) => {
        const place = scenes.indexOf(scene);
        card.show({
          state,
          scene,
          isFirst: place === 0,
          isLast: place === scenes.length - 1,
          isRewriting: board.rewriting === scene.id,
          isRewritten: job.status === "generating_scenes" && board.rewritten === scene.id,
          isPlaying: board.playing === scene.id,
        });
      },
    );
    if (focused && document.activeElement !== focused) focused.focus();
    this.#showSkeletons(isWriting && scenes.length === 0);
    setAttributes(this.element, { "aria-busy": isWriting ? "true" : null });
    this.deleted.show(job);
    this.adding.show(this.isReviewed, this.#placeOfForm(board.adding));
  }

  /** @param {string} sceneId */
  card(sceneId) {
    const cards = /** @type {SceneCard[]} */ ([...this.list.children]);
    return cards.find((card) => card.dataset.key === sceneId) ?? null;
  }

  /** @param {string} adding */
  #placeOfForm(adding) {
    if (adding === "") return null;
    return adding === "end" ? this.atEnd : this.card(adding)?.addition ?? null;
  }

  /** @param {boolean} isShown */
  #showSkeletons(isShown) {
    this.skeletons.hidden = !isShown;
    if (isShown === this.skeletons.childElementCount > 0) return;
    const bones = () => [1, 2, 3].map(() => element("div", { class: "bone" }));
    const cards = [1, 2, 3, 4].map(() => element("div", { class: "board-card skeleton" }, bones()));
    setChildren(this.skeletons, isShown ? cards : []);
  }
}

/**
 * @param {readonly import("../../../api/types.js").Scene[]} scenes
 * @param {readonly string[] | null} order
 */
function inOrder(scenes, order) {
  if (order === null) return scenes;
  return [...scenes].sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

/**
 * Return the button that has the focus. A browser that cannot move an element without that loses it.
 *
 * @param {Element} list
 */
function focusedButton(list) {
  const focused = document.activeElement;
  return focused instanceof HTMLElement && list.contains(focused) ? focused : null;
}
