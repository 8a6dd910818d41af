// @ts-check
/** The pictures, films and sounds of a brief: chosen, dropped or fetched from the web. */

import { change } from "../../api/client.js";
import { custom, element, setAttributes, setText } from "../../page/element.js";
import { words } from "../../words/words.js";
import { AssetItem } from "./asset_item.js";

/** @typedef {import("./asset_item.js").AssetReference} AssetReference */

const texts = words.newFilm.assets;

export class AssetField extends HTMLElement {
  /** Called when other references are to be sent. */
  onedit = () => {};

  connectedCallback() {
    this.input = element("input", {
      type: "file",
      id: "assets",
      multiple: true,
      accept: "image/*,video/*,audio/*",
      "aria-describedby": "assets-help",
      onchange: () => this.#take(),
    });
    this.error = element("p", { class: "field-error", id: "assets-error", hidden: true });
    this.list = element("div", { role: "list", class: "asset-list", hidden: true });
    this.address = element("input", {
      id: "web-address",
      type: "url",
      placeholder: "https://",
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        this.#fetch();
      },
    });
    this.append(
      element("h2", {}, element("label", { for: "assets" }, texts.title)),
      element("p", { class: "help", id: "assets-help" }, texts.help),
      element("div", { class: "drop-zone" }, this.input),
      this.error,
      this.list,
      element("label", { for: "web-address" }, texts.address),
      element(
        "div",
        { class: "field-and-button" },
        this.address,
        element("button", { type: "button", onclick: () => this.#fetch() }, texts.fetch),
      ),
    );
  }

  /** @returns {AssetItem[]} */
  get items() {
    return /** @type {AssetItem[]} */ ([...(this.list?.children ?? [])]);
  }

  /** @returns {AssetReference[]} */
  get references() {
    return this.items.map((item) => item.reference);
  }

  /** @param {Iterable<File>} files */
  addFiles(files) {
    for (const file of files) {
      this.#add(file, { type: null, name: "", role: this.#likelyRole(file) });
    }
  }

  /** @param {AssetReference[]} references Shown instead of all others. */
  show(references) {
    this.list?.replaceChildren();
    for (const reference of references) this.#add(null, reference);
    this.#showList();
  }

  /**
   * Wait until all are stored, and return the first that could not be.
   *
   * @returns {Promise<AssetItem | null>}
   */
  async settled() {
    await Promise.all(this.items.map((item) => item.settled));
    return this.items.find((item) => item.failed) ?? null;
  }

  /** @param {string} text What is wrong with all of them; nothing, if it is empty. */
  showError(text) {
    if (!this.error || !this.input) return;
    setText(this.error, text);
    this.error.hidden = text === "";
    setAttributes(this.input, {
      "aria-invalid": text ? "true" : null,
      "aria-describedby": text ? "assets-help assets-error" : "assets-help",
    });
  }

  #take() {
    if (!this.input?.files) return;
    this.addFiles(this.input.files);
    this.input.value = "";
  }

  #fetch() {
    const url = this.address?.value.trim();
    if (!this.address || !url) return;
    this.#add(null, { url, type: null, name: "", role: "reference" });
    this.address.value = "";
  }

  /**
   * @param {File | null} file
   * @param {AssetReference} reference
   */
  #add(file, reference) {
    const item = custom(AssetItem, {
      file,
      reference,
      onedit: () => this.onedit(),
      onremove: () => this.#remove(item),
    });
    this.list?.append(item);
    this.showError("");
    this.#showList();
    this.onedit();
  }

  /** @param {AssetItem} item */
  #remove(item) {
    item.remove();
    this.#showList();
    this.onedit();
    this.input?.focus();
    // Nothing else may use it, unless it came by a pasted brief; then the API refuses, and it stays.
    if (item.file && item.reference.id) {
      change("DELETE", `/api/v3/assets/${item.reference.id}`).catch(() => {});
    }
  }

  #showList() {
    if (this.list) this.list.hidden = this.items.length === 0;
  }

  /** @param {File} file */
  #likelyRole(file) {
    if (file.type.startsWith("audio/")) return "music";
    if (/logo/i.test(file.name)) return "logo";
    const hasHero = this.references.some(({ role }) => role === "hero");
    return file.type.startsWith("image/") && !hasHero ? "hero" : "reference";
  }
}

customElements.define("asset-field", AssetField);
