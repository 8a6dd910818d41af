// @ts-check
/** A picture, film or sound of a brief: it is stored at once, shown, named, and given a role. */

import { change, get, newKey, Problem } from "../../api/client.js";
import { upload } from "../../api/upload.js";
import { element, setAttributes, setText } from "../../page/element.js";
import { words } from "../../words/words.js";
import { preview } from "./asset_preview.js";

/**
 * An asset as a brief names it: by the id of a stored one, or by an address from which it is fetched.
 *
 * @typedef {{id?: string, url?: string, type: string | null, name: string, role: string}} AssetReference
 */

const ASSETS = "/api/v3/assets";
const texts = words.newFilm.assets;

export class AssetItem extends HTMLElement {
  /** @type {AssetReference} */
  reference = { type: null, name: "", role: "reference" };
  /** @type {File | null} What is to be uploaded. */
  file = null;
  /** Called when another reference is to be sent, and when the item is to be removed. */
  onedit = () => {};
  onremove = () => {};
  /** Settles when the asset is stored, or cannot be. */
  settled = Promise.resolve();
  failed = false;
  /** @type {string | undefined} Of the request that stores it, until it is refused. */
  key;
  /** @type {string | undefined} Of the file on this machine. */
  fileAddress;

  connectedCallback() {
    const { name, role } = this.reference;
    this.setAttribute("role", "listitem");
    this.className = "asset";
    this.stopped = new AbortController();
    this.picture = element("div", { class: "asset-preview" });
    this.nameField = element("input", {
      value: name,
      placeholder: texts.nameHint,
      "aria-label": texts.name,
      oninput: () => this.#edit(),
    });
    this.roleField = element(
      "select",
      { "aria-label": texts.role, onchange: () => this.#edit() },
      Object.entries(texts.roles).map(([value, text]) => element("option", { value }, text)),
    );
    this.#showRole(role);
    this.bar = element("progress", { max: 1, value: 0, hidden: true });
    this.error = element("p", { class: "field-error", role: "alert" });
    this.againButton = element(
      "button",
      { type: "button", hidden: true, onclick: () => this.store() },
      words.problems.tryAgain,
    );
    this.removeButton = element(
      "button",
      { type: "button", class: "quiet", onclick: () => this.onremove() },
      texts.remove,
    );
    this.append(
      this.picture,
      element(
        "div",
        { class: "asset-facts" },
        this.nameField,
        this.roleField,
        this.bar,
        this.error,
        element("div", { class: "buttons" }, this.againButton, this.removeButton),
      ),
    );
    this.#showName();
    this.#showPreview();
    if (this.reference.id === undefined) this.store();
    else if (this.reference.type === null) this.#describe(this.reference.id);
  }

  disconnectedCallback() {
    this.stopped?.abort();
    if (this.fileAddress) URL.revokeObjectURL(this.fileAddress);
  }

  /** Upload the file, or have the API fetch the address. Sent again, it is stored once. */
  store() {
    this.showError("");
    this.failed = false;
    if (this.againButton) this.againButton.hidden = true;
    if (this.bar) this.bar.hidden = false;
    this.settled = this.#stored().then((asset) => this.#show(asset), (problem) => this.#fail(problem)).finally(() => {
      if (this.bar) this.bar.hidden = true;
    });
  }

  /** @returns {Promise<import("../../api/types.js").Asset>} */
  async #stored() {
    this.key ??= newKey();
    const { url, role } = this.reference;
    const signal = this.stopped?.signal;
    if (this.file) {
      const onProgress = (/** @type {number} */ share) => this.bar && (this.bar.value = share);
      return await upload(this.file, { role, key: this.key, signal, onProgress });
    }
    this.bar?.removeAttribute("value");
    return (await change("POST", ASSETS, { url, role }, { key: this.key, signal })).data;
  }

  /** @param {import("../../api/types.js").Asset} asset */
  #show(asset) {
    const { name, role } = this.reference;
    this.reference = { id: asset.id, type: asset.type, name: name || asset.name, role };
    if (this.nameField && !this.nameField.value) this.nameField.value = asset.name;
    this.#showPreview();
    this.onedit();
  }

  /** @param {unknown} problem */
  #fail(problem) {
    if (this.stopped?.signal.aborted) return;
    this.failed = true;
    if (problem instanceof Problem && !problem.retryable) this.key = undefined;
    const found = problem instanceof Problem ? problem.errors[0]?.message : null;
    this.showError(found ?? (problem instanceof Error ? problem.message : String(problem)));
    if (this.againButton) this.againButton.hidden = false;
  }

  /** @param {string} id */
  async #describe(id) {
    const asset = await get(`${ASSETS}/${id}`).catch(() => null);
    if (asset !== null) this.#show(asset.data);
  }

  /** @param {string} text What is wrong; nothing, if it is empty. */
  showError(text) {
    if (this.error) setText(this.error, text);
    if (this.nameField) setAttributes(this.nameField, { "aria-invalid": text ? "true" : null });
  }

  #edit() {
    const { nameField, roleField } = this;
    if (!nameField || !roleField) return;
    this.reference = { ...this.reference, name: nameField.value, role: roleField.value };
    this.#showName();
    this.onedit();
  }

  #showName() {
    const { name, url } = this.reference;
    const shown = name || this.file?.name || url || "";
    if (this.bar) setAttributes(this.bar, { "aria-label": texts.storing(shown) });
    if (this.removeButton) setAttributes(this.removeButton, { "aria-label": texts.removeNamed(shown) });
  }

  #showPreview() {
    if (this.file) this.fileAddress ??= URL.createObjectURL(this.file);
    const { id, type } = this.reference;
    const address = this.fileAddress ?? (id ? `${ASSETS}/${id}/data` : null);
    this.picture?.replaceChildren(preview(type ?? this.file?.type.split("/")[0] ?? "", address));
  }

  /** @param {string} role */
  #showRole(role) {
    if (!this.roleField) return;
    if (!(role in texts.roles)) this.roleField.append(element("option", { value: role }, role));
    this.roleField.value = role;
  }
}

customElements.define("asset-item", AssetItem);
