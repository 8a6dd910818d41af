// @ts-check
/** Puts a scene of a film earlier or later. The film is cut again from the clips that there are; nothing is paid. */

import { newKey } from "../../../api/client.js";
import { orderScenes } from "../../../api/job_requests.js";
import { element, setAttributes } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */

export class SceneOrder extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** Says what went wrong, and offers to try again. */
  failed = (/** @type {unknown} */ _problem, /** @type {() => void} */ _retry) => {};
  scene = "";

  connectedCallback() {
    if (this.earlier) return;
    this.className = "buttons";
    this.earlier = this.#button(words.board.earlier, -1);
    this.later = this.#button(words.board.later, 1);
    this.append(this.earlier, this.later);
  }

  /**
   * @param {string} scene Its id.
   * @param {Job} job
   */
  show(scene, job) {
    this.scene = scene;
    this.hidden = job.film === null || !["completed", "processing"].includes(job.status) || job.scenes.length < 2;
    const isAt = (/** @type {number} */ place) => job.scenes.at(place)?.id === scene ? "true" : null;
    setAttributes(this.earlier ?? this, { "aria-disabled": isAt(0) });
    setAttributes(this.later ?? this, { "aria-disabled": isAt(-1) });
  }

  /**
   * @param {string} text
   * @param {number} by By how many places it moves.
   */
  #button(text, by) {
    const button = element("button", {
      type: "button",
      class: "quiet",
      onclick: () => button.getAttribute("aria-disabled") === "true" || this.#move(by),
    }, text);
    return button;
  }

  /** @param {number} by */
  #move(by) {
    const ids = this.store.value.job?.scenes.map(({ id }) => id) ?? [];
    const from = ids.indexOf(this.scene);
    ids.splice(from, 1);
    ids.splice(from + by, 0, this.scene);
    return this.#send(ids, newKey());
  }

  /**
   * @param {string[]} ids
   * @param {string} key
   */
  async #send(ids, key) {
    try {
      await orderScenes(this.store.id, ids, key);
      await this.store.refresh();
    } catch (problem) {
      this.failed(problem, () => this.#send(ids, key));
    }
  }
}

customElements.define("scene-order", SceneOrder);
