// @ts-check
/** What a film is made without, and why. */

import { element, setChildren } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/** The API also tells programs which request helps; that is no help for a person. */
const FOR_PROGRAMS = /\b(?:GET|PUT|POST|PATCH|DELETE) \//;

export class Warnings extends HTMLElement {
  /** @param {import("../../../api/types.js").Job} job */
  show({ warnings }) {
    const texts = warnings.map(({ message }) =>
      message.split("; ").filter((part) => !FOR_PROGRAMS.test(part)).join("; ")
    );
    const shown = JSON.stringify(texts);
    if (this.dataset.shown === shown) return;
    this.dataset.shown = shown;
    setChildren(
      this,
      texts.length > 0 &&
        element(
          "details",
          { class: "notice warning warnings", open: texts.length < 4 },
          element("summary", {}, words.filming.warnings(texts.length)),
          element("ul", {}, texts.map((text) => element("li", {}, text))),
        ),
    );
  }
}

customElements.define("job-warnings", Warnings);
