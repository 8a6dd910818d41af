// @ts-check
/** A key that there is: whose it is, what it permits, and until when. */

import { element, setAttributes, setText } from "../../../page/element.js";
import { ago, dayAndTime, list } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/keys.js").ApiKey} ApiKey */

export class KeyItem extends HTMLElement {
  /** Gives it another secret. */
  rotate = (/** @type {ApiKey} */ _key) => {};
  /** Ends it. */
  revoke = (/** @type {ApiKey} */ _key) => {};

  connectedCallback() {
    if (this.heading) return;
    const texts = words.settings.keys;
    this.heading = element("strong");
    this.facts = element("p", { class: "help" });
    this.permits = element("p", { class: "help" });
    const button = (/** @type {string} */ text, /** @type {string} */ kind, /** @type {() => void} */ onclick) =>
      element("button", { type: "button", class: `${kind} small`, onclick }, text);
    this.rotating = button(texts.rotate, "", () => this.key && this.rotate(this.key));
    this.revoking = button(texts.revoke, "danger", () => this.key && this.revoke(this.key));
    this.append(
      element(
        "div",
        { class: "link-item" },
        element("div", {}, this.heading, this.facts, this.permits),
        element("div", { class: "buttons" }, this.rotating, this.revoking),
      ),
    );
  }

  /** @param {ApiKey} key */
  show(key) {
    const texts = words.settings.keys;
    this.key = key;
    const isExpired = key.expiresAt !== null && new Date(key.expiresAt) < new Date();
    const hasEnded = key.revokedAt !== null || isExpired;
    setText(this.heading ?? this, key.name);
    setText(
      this.facts ?? this,
      [
        key.clientId === null ? texts.allClients : texts.ofClient(key.clientId),
        key.revokedAt ? texts.revoked : isExpired ? texts.expired : "",
        key.expiresAt && !hasEnded ? texts.until(dayAndTime(key.expiresAt)) : "",
        key.lastUsedAt ? texts.used(ago(key.lastUsedAt)) : texts.neverUsed,
      ].filter(Boolean).join(" · "),
    );
    const names = /** @type {Record<string, string>} */ (texts.scopes);
    setText(this.permits ?? this, list(key.scopes.map((scope) => names[scope] ?? scope)));
    for (
      const [button, text] of /** @type {const} */ ([[this.rotating, texts.rotate], [this.revoking, texts.revoke]])
    ) {
      setAttributes(button ?? this, { hidden: hasEnded, "aria-label": `${text}: ${key.name}` });
    }
  }
}

customElements.define("key-item", KeyItem);
