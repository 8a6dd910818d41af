// @ts-check
/** A secret that was just made, such as a key or a link: it is shown this once, and can be copied. */

import { element, setChildren, setText } from "../page/element.js";
import { words } from "../words/words.js";

export class ShownOnce extends HTMLElement {
  /**
   * @param {string} secret
   * @param {{made: string, label: string}} texts What was made and that it is not shown again, and the field's label.
   */
  show(secret, { made, label }) {
    const texts = words.shownOnce;
    const field = element("input", { readonly: true, value: secret, onfocus: () => field.select() });
    const said = element("span", { role: "status" });
    const copy = async () => {
      try {
        // Exists on https and localhost only.
        await navigator.clipboard.writeText(secret);
        setText(said, texts.copied);
      } catch {
        field.select();
        setText(said, texts.selected);
      }
    };
    const button = element("button", { type: "button", class: "primary", onclick: copy }, texts.copy);
    setChildren(
      this,
      element(
        "div",
        { class: "notice good shown-once" },
        element("p", { role: "status" }, made),
        element("label", { class: "field" }, label, field),
        button,
        said,
      ),
    );
    button.focus();
  }
}

customElements.define("shown-once", ShownOnce);
