// @ts-check
/** What is being filmed: the state of each scene, and what can be done about it. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

export class FilmingRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.append(element("h2", {}, words.job.filming));
    this.close = this.store.subscribe((state) => this.show(state));
  }

  disconnectedCallback() {
    this.close?.();
  }

  /** @param {import("../../../live/job_store.js").JobState} _state */
  show(_state) {}
}

customElements.define("filming-room", FilmingRoom);
