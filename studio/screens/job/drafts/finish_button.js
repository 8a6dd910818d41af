// @ts-check
/** Has drafts filmed by the final model, for a price that is said before: one scene, or all. */

import { newKey } from "../../../api/client.js";
import { finishScenes } from "../../../api/job_requests.js";
import { element, setAttributes, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../live/job_store.js").JobStore} JobStore */

export class FinishButton {
  isSending = false;

  /**
   * @param {JobStore} store
   * @param {(problem: unknown, retry: () => void) => void} failed
   * @param {() => void} left Moves the focus on when the button goes while it has it.
   * @param {string} [kind] Class of the button.
   */
  constructor(store, failed, left, kind = "") {
    this.store = store;
    this.failed = failed;
    this.left = left;
    /** @type {number[] | undefined} Numbers of the scenes; undefined: all drafts. */
    this.scenes = undefined;
    this.element = element("button", {
      type: "button",
      class: kind || null,
      hidden: true,
      onclick: () => this.#finish(),
    });
  }

  /**
   * @param {{isOffered: boolean, text: string, label?: string, scenes?: number[]}} state `label` is read out.
   */
  show({ isOffered, text, label, scenes }) {
    this.scenes = scenes;
    const hadFocus = document.activeElement === this.element;
    this.element.hidden = !isOffered;
    if (hadFocus && !isOffered) this.left();
    setText(this.element, text);
    setAttributes(this.element, { "aria-label": label ?? null });
  }

  async #finish(key = newKey()) {
    if (this.isSending) return;
    this.isSending = true;
    try {
      this.store.show(await finishScenes(this.store.id, this.scenes, key));
    } catch (problem) {
      this.failed(problem, () => this.#finish(key));
    } finally {
      this.isSending = false;
    }
  }
}

/**
 * Return whether scenes of the job can be made final now.
 *
 * @param {import("../../../api/types.js").Job} job
 */
export function mayFinish({ actions = [] }) {
  return actions.includes("finish_scenes");
}

/**
 * Return what the button of one scene says, and what is read out.
 *
 * @param {number} sceneNumber
 * @param {string | null} price Null: not known.
 * @returns {{text: string, label: string}}
 */
export function finishTexts(sceneNumber, price) {
  const texts = words.drafts;
  const name = texts.finishNamed(words.scene(sceneNumber));
  return price === null
    ? { text: texts.finish, label: name }
    : { text: texts.finishFor(price), label: `${name} · ${price}` };
}
