// @ts-check
/** Which of the job's assets a scene shows: a box to tick for each picture and video. The first one leads. */

import { element, setText } from "../../../../page/element.js";
import { showList } from "../../../../page/keyed_list.js";
import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/types.js").Asset} Asset */

export class AssetChoice extends HTMLElement {
  label = "";
  /** What is said if there are none. */
  nothing = words.board.noAssets;
  /** @type {readonly string[]} */
  value = [];

  connectedCallback() {
    if (this.list) return;
    this.list = element("div", { class: "asset-choice" });
    this.none = element("p", { class: "help" }, this.nothing);
    this.append(element("fieldset", {}, element("legend", {}, this.label), this.none, this.list));
  }

  /** @param {import("./fields.js").FieldValue} value */
  choose(value) {
    this.value = Array.isArray(value) ? value : [];
    this.#tick();
  }

  /**
   * @param {readonly Asset[]} assets
   * @param {boolean} isEditable
   */
  showAssets(assets, isEditable) {
    if (!this.list || !this.none) return;
    const visible = assets.filter((asset) => asset.type !== "audio" && asset.status === "ready");
    this.none.hidden = visible.length > 0;
    showList(this.list, visible, (asset) => asset.id, (asset) => this.#box(asset), (shown, asset) => {
      setText(/** @type {Element} */ (shown.querySelector("span")), asset.name);
      const box = /** @type {HTMLInputElement} */ (shown.querySelector("input"));
      box.disabled = !isEditable;
    });
    this.#tick();
  }

  /** @param {Asset} asset */
  #box(asset) {
    const toggle = (/** @type {Event} */ { target }) => {
      const isOn = /** @type {HTMLInputElement} */ (target).checked;
      this.value = isOn ? [...this.value, asset.id] : this.value.filter((id) => id !== asset.id);
    };
    return element(
      "label",
      {},
      element("input", { type: "checkbox", onchange: toggle }),
      asset.type === "image" && element("img", { src: asset.url, alt: "", loading: "lazy", width: 48, height: 48 }),
      element("span"),
    );
  }

  #tick() {
    for (const label of /** @type {Iterable<HTMLElement>} */ (this.list?.children ?? [])) {
      const box = /** @type {HTMLInputElement} */ (label.querySelector("input"));
      box.checked = this.value.includes(label.dataset.key ?? "");
    }
  }
}

customElements.define("asset-choice", AssetChoice);
