// @ts-check
/** A link that was just made: its address is shown this once, and can be copied. */

import { element, setChildren, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";

export class NewLink extends HTMLElement {
  /** @param {import("../../../api/review_links.js").ReviewLink} link */
  show({ url = "" }) {
    const texts = words.share;
    const address = element("input", { readonly: true, value: url, onfocus: () => address.select() });
    const said = element("span", { role: "status" });
    const copy = async () => {
      try {
        // Exists on https and localhost only.
        await navigator.clipboard.writeText(url);
        setText(said, texts.copied);
      } catch {
        address.select();
        setText(said, texts.selected);
      }
    };
    const button = element("button", { type: "button", class: "primary", onclick: copy }, texts.copy);
    setChildren(
      this,
      element(
        "div",
        { class: "notice good new-link" },
        element("p", { role: "status" }, texts.made),
        element("label", { class: "field" }, texts.link, address),
        button,
        said,
      ),
    );
    button.focus();
  }
}

customElements.define("new-link", NewLink);
