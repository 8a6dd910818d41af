// @ts-check
/** Says that what is shown may be out of date, while there is no connection, and that it is up to date again. */

import { element, setChildren } from "../page/element.js";
import { words } from "../words/words.js";

const SHOWN_MILLISECONDS = 4_000;

export class ConnectionNotice extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.wasLost = false;
  }

  /** @param {import("../live/connection.js").ConnectionState} state */
  show(state) {
    if (state === "lost") {
      this.wasLost = true;
      this.#say(navigator.onLine ? words.connection.lost : words.connection.offline, "warning");
    } else if (state === "live" && this.wasLost) {
      this.wasLost = false;
      this.#say(words.connection.back, "good");
      setTimeout(() => this.wasLost || this.replaceChildren(), SHOWN_MILLISECONDS);
    }
  }

  /**
   * @param {string} text
   * @param {string} kind
   */
  #say(text, kind) {
    setChildren(this, element("p", { class: `notice ${kind}` }, text));
  }
}

customElements.define("connection-notice", ConnectionNotice);
