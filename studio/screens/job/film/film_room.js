// @ts-check
/** The finished film: watch it, note what to change, choose takes, download it. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

export class FilmRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.append(element("h2", {}, words.job.film));
    this.close = this.store.subscribe((state) => this.show(state));
  }

  disconnectedCallback() {
    this.close?.();
  }

  /** @param {import("../../../live/job_store.js").JobState} _state */
  show(_state) {}
}

customElements.define("film-room", FilmRoom);
