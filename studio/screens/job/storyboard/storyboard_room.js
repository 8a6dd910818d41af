// @ts-check
/** The storyboard in review: its scenes, what approving costs, and the decision. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

export class StoryboardRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.append(element("h2", {}, words.job.storyboard));
    this.close = this.store.subscribe((state) => this.show(state));
  }

  disconnectedCallback() {
    this.close?.();
  }

  /** @param {import("../../../live/job_store.js").JobState} _state */
  show(_state) {}
}

customElements.define("storyboard-room", StoryboardRoom);
