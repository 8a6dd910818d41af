// @ts-check
/** What a new link allows, for whom, and for how long. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

const DAY = 86_400_000;
const USUAL_DAYS = "30";

export class LinkForm extends HTMLElement {
  /** Makes the link. @type {(wanted: Record<string, unknown>) => Promise<boolean>} */
  make = () => Promise.resolve(false);

  connectedCallback() {
    const texts = words.share;
    this.permission = choices(texts.permissions, "approve");
    this.expiry = choices(texts.expiry, USUAL_DAYS);
    this.label = element("input", { maxlength: 200, placeholder: texts.labelExample, autocomplete: "off" });
    this.password = element("input", { type: "text", maxlength: 200, autocomplete: "off" });
    this.download = element("input", { type: "checkbox" });
    this.cost = element("input", { type: "checkbox" });
    this.submit = element("button", { class: "primary" }, texts.make);
    this.append(
      element(
        "form",
        { class: "link-form", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.send()) },
        element("label", { class: "field" }, texts.permission, this.permission),
        element("label", { class: "field" }, texts.expires, this.expiry),
        element("label", { class: "field" }, texts.label, this.label),
        element(
          "label",
          { class: "field" },
          texts.password,
          this.password,
          element("span", { class: "help" }, texts.passwordHelp),
        ),
        element("label", { class: "choice" }, this.download, texts.download),
        element("label", { class: "choice" }, this.cost, texts.cost),
        element("div", { class: "buttons" }, this.submit),
      ),
    );
  }

  async send() {
    const { submit, password, label } = this;
    if (!submit || !password || !label) return;
    const days = Number(this.expiry?.value);
    submit.disabled = true;
    const isMade = await this.make({
      permission: this.permission?.value,
      allowDownload: this.download?.checked,
      showCost: this.cost?.checked,
      ...(label.value.trim() && { label: label.value.trim() }),
      ...(password.value && { password: password.value }),
      ...(days > 0 && { expiresAt: new Date(Date.now() + days * DAY).toISOString() }),
    });
    submit.disabled = false;
    if (isMade) label.value = password.value = "";
  }
}

/**
 * @param {Record<string, string>} options
 * @param {string} usual
 */
function choices(options, usual) {
  return element(
    "select",
    {},
    Object.entries(options).map(([value, text]) => element("option", { value, selected: value === usual }, text)),
  );
}

customElements.define("link-form", LinkForm);
