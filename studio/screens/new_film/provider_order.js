// @ts-check
/** Vendors to be ticked, in an order: the first that is ticked comes first. */

import { element, setText } from "../../page/element.js";
import { showList } from "../../page/keyed_list.js";
import { vendorName } from "../../words/vendors.js";
import { words } from "../../words/words.js";

export class ProviderOrder extends HTMLElement {
  /** @type {readonly string[]} */
  #ticked = [];
  /** @type {readonly string[]} */
  #offered = [];

  constructor() {
    super();
    this.list = element("div", { class: "provider-order" });
    this.none = element("p", { class: "help" }, words.wishes.noFallback);
  }

  connectedCallback() {
    this.setAttribute("role", "group");
    this.append(this.list, this.none);
    this.#show();
  }

  /** The names of those that are ticked, in their order, with commas between them. */
  get value() {
    return this.#ticked.join(",");
  }

  set value(names) {
    this.#ticked = names.split(",").filter((each) => each !== "");
    this.#show();
  }

  /** @param {readonly string[]} providers */
  offer(providers) {
    this.#offered = providers;
    this.#show();
  }

  #show() {
    const shown = [...new Set([...this.#offered, ...this.#ticked])];
    this.none.hidden = shown.length > 0;
    showList(this.list, shown, (name) => name, (name) => this.#box(name), (label, name) => {
      const place = this.#ticked.indexOf(name);
      const [box, text] = [label.querySelector("input"), label.querySelector("span")];
      if (box) box.checked = place >= 0;
      if (text) setText(text, place >= 0 ? `${place + 1}. ${vendorName(name)}` : vendorName(name));
    });
  }

  /** @param {string} name */
  #box(name) {
    const toggle = (/** @type {Event} */ { target }) => {
      const isOn = /** @type {HTMLInputElement} */ (target).checked;
      this.#ticked = isOn ? [...this.#ticked, name] : this.#ticked.filter((each) => each !== name);
      this.#show();
    };
    return element(
      "label",
      { class: "choice" },
      element("input", { type: "checkbox", oninput: toggle }),
      element("span"),
    );
  }
}

customElements.define("provider-order", ProviderOrder);
