// @ts-check
/** The brief of a new film. */

import { element } from "../../page/element.js";
import { words } from "../../words/words.js";

export class NewFilmScreen extends HTMLElement {
  connectedCallback() {
    document.title = `${words.newFilm.title} · ${words.name}`;
    this.append(element("h1", {}, words.newFilm.title));
  }
}

customElements.define("new-film-screen", NewFilmScreen);
