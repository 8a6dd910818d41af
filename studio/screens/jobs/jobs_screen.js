// @ts-check
/** The list of films. */

import { element } from "../../page/element.js";
import { words } from "../../words/words.js";

export class JobsScreen extends HTMLElement {
  connectedCallback() {
    document.title = `${words.jobs.title} · ${words.name}`;
    this.append(element("h1", {}, words.jobs.title));
  }
}

customElements.define("jobs-screen", JobsScreen);
