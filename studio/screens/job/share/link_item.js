// @ts-check
/** A link that there is: for whom, what it allows, how often it was opened. */

import { element, setAttributes, setText } from "../../../page/element.js";
import { ago, dayAndTime } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/review_links.js").ReviewLink} ReviewLink */

export class LinkItem extends HTMLElement {
  /** Revokes it. */
  revoke = (/** @type {ReviewLink} */ _link) => {};

  connectedCallback() {
    if (this.name) return;
    const texts = words.share;
    this.name = element("strong");
    this.facts = element("p", { class: "help" });
    this.button = element(
      "button",
      { type: "button", class: "danger small", onclick: () => this.link && this.revoke(this.link) },
      texts.revoke,
    );
    this.append(element("div", { class: "link-item" }, element("div", {}, this.name, this.facts), this.button));
  }

  /** @param {ReviewLink} link */
  show(link) {
    const texts = words.share;
    this.link = link;
    const name = link.label || texts.unnamed;
    const isExpired = link.expiresAt !== null && new Date(link.expiresAt) < new Date();
    setText(this.name ?? this, name);
    setText(
      this.facts ?? this,
      [
        texts.permissions[link.permission],
        link.revokedAt ? texts.revoked : isExpired ? texts.expired : "",
        link.expiresAt && !isExpired && !link.revokedAt ? texts.until(dayAndTime(link.expiresAt)) : "",
        link.hasPassword ? texts.withPassword : "",
        texts.opened(link.opened, link.lastOpenedAt ? ago(link.lastOpenedAt) : ""),
      ].filter(Boolean).join(" · "),
    );
    setAttributes(this.button ?? this, {
      hidden: link.revokedAt !== null || isExpired,
      "aria-label": `${texts.revoke}: ${name}`,
    });
  }
}

customElements.define("link-item", LinkItem);
