// @ts-check
/** Where a new endpoint is, and what it is told. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/keys.js").Session} Session */

export class WebhookForm extends HTMLElement {
  /** Makes the endpoint. @type {(wanted: Record<string, unknown>) => Promise<boolean>} */
  make = () => Promise.resolve(false);
  /** Whose endpoint is told of their client's films only. @type {Session | null} */
  maker = null;

  connectedCallback() {
    const texts = words.settings.webhooks;
    this.kind = element("select", { onchange: () => this.#showKind() }, options(texts.kinds));
    this.address = element("input", { required: true, maxlength: 2000, autocomplete: "off" });
    this.addressHelp = element("span", { class: "help" });
    this.client = element("input", {
      maxlength: 200,
      autocomplete: "off",
      readonly: this.maker?.clientId !== null,
      value: this.maker?.clientId ?? "",
    });
    this.events = Object.keys(texts.events).map((event) => element("input", { type: "checkbox", value: event }));
    this.eventsPart = element(
      "fieldset",
      {},
      element("legend", {}, texts.onlyThese),
      Object.values(texts.events).map((text, place) =>
        element("label", { class: "choice" }, this.events?.[place], text)
      ),
    );
    this.permission = element("select", {}, options(words.share.permissions));
    this.permissionPart = element("label", { class: "field" }, texts.permission, this.permission);
    this.submit = element("button", { class: "primary" }, texts.make);
    this.append(
      element(
        "form",
        { class: "panel key-form", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.send()) },
        element("h2", {}, texts.newEndpoint),
        element("label", { class: "field" }, texts.kind, this.kind),
        element("label", { class: "field" }, texts.address, this.address, this.addressHelp),
        element(
          "label",
          { class: "field" },
          texts.client,
          this.client,
          this.maker?.clientId === null && element("span", { class: "help" }, texts.clientHelp),
        ),
        this.eventsPart,
        this.permissionPart,
        element("div", { class: "buttons" }, this.submit),
      ),
    );
    this.#showKind();
  }

  #showKind() {
    const { eventsPart, permissionPart, addressHelp } = this;
    if (!eventsPart || !permissionPart || !addressHelp) return;
    const kind = /** @type {"webhook" | "slack" | "email"} */ (this.kind?.value);
    eventsPart.hidden = kind !== "webhook";
    permissionPart.hidden = kind === "webhook";
    addressHelp.textContent = words.settings.webhooks.addressHelp[kind];
  }

  async send() {
    const { address, client, kind, submit } = this;
    if (!address || !client || !kind || !submit) return;
    const given = address.value.trim();
    const isMail = kind.value === "email";
    submit.disabled = true;
    const isMade = await this.make({
      kind: kind.value,
      url: isMail ? `mailto:${given.replace(/^mailto:/i, "").replaceAll(/\s/g, "")}` : given,
      ...(client.value.trim() && { clientId: client.value.trim() }),
      ...(kind.value === "webhook"
        ? { events: this.events?.filter(({ checked }) => checked).map(({ value }) => value) }
        : { permission: this.permission?.value }),
    });
    submit.disabled = false;
    if (isMade) address.value = "";
  }
}

/** @param {Record<string, string>} texts */
function options(texts) {
  return Object.entries(texts).map(([value, text]) => element("option", { value }, text));
}

customElements.define("webhook-form", WebhookForm);
