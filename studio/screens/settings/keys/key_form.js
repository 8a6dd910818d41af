// @ts-check
/** What a new key permits, for whom, and for how long. */

import { may } from "../../../api/keys.js";
import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

const DAY = 86_400_000;
const USUAL_SCOPES = ["films:read", "films:write"];

/** @typedef {import("../../../api/keys.js").Session} Session */

export class KeyForm extends HTMLElement {
  /** Makes the key. @type {(wanted: Record<string, unknown>) => Promise<boolean>} */
  make = () => Promise.resolve(false);
  /** Whose key cannot permit more than theirs. @type {Session | null} */
  maker = null;

  connectedCallback() {
    const texts = words.settings.keys;
    const scopes = Object.entries(texts.scopes).filter(([scope]) => may(this.maker, scope));
    this.name = element("input", { required: true, maxlength: 200, autocomplete: "off" });
    this.client = element("input", {
      maxlength: 200,
      autocomplete: "off",
      readonly: this.maker?.clientId !== null,
      value: this.maker?.clientId ?? "",
    });
    this.expiry = element(
      "select",
      {},
      Object.entries(texts.expiry).map(([days, text]) => element("option", { value: days }, text)),
    );
    this.scopes = scopes.map(([scope]) =>
      element("input", { type: "checkbox", value: scope, checked: USUAL_SCOPES.includes(scope) })
    );
    this.submit = element("button", { class: "primary" }, texts.make);
    this.append(
      element(
        "form",
        { class: "panel key-form", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.send()) },
        element("h2", {}, texts.newKey),
        element("label", { class: "field" }, texts.name, this.name),
        element(
          "label",
          { class: "field" },
          texts.client,
          this.client,
          this.maker?.clientId === null && element("span", { class: "help" }, texts.clientHelp),
        ),
        element("label", { class: "field" }, texts.expires, this.expiry),
        element(
          "fieldset",
          {},
          element("legend", {}, texts.permits),
          scopes.map(([, text], position) => element("label", { class: "choice" }, this.scopes?.[position], text)),
        ),
        element("div", { class: "buttons" }, this.submit),
      ),
    );
  }

  async send() {
    const { name, client, submit } = this;
    if (!name || !client || !submit) return;
    const days = Number(this.expiry?.value);
    submit.disabled = true;
    const isMade = await this.make({
      name: name.value,
      scopes: this.scopes?.filter(({ checked }) => checked).map(({ value }) => value),
      ...(client.value.trim() && { clientId: client.value.trim() }),
      ...(days > 0 && { expiresAt: new Date(Date.now() + days * DAY).toISOString() }),
    });
    submit.disabled = false;
    if (isMade) name.value = "";
  }
}

customElements.define("key-form", KeyForm);
