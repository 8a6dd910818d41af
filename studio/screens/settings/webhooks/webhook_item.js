// @ts-check
/** An endpoint that there is: what it is told, whether it is enabled, and what was sent to it. */

import { deliveriesOf, testWebhook } from "../../../api/webhooks.js";
import { newKey } from "../../../api/client.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { dayAndTime, list } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/webhooks.js").Webhook} Webhook */
/** @typedef {import("../../../api/webhooks.js").Delivery} Delivery */

const LOOKS_AFTER_TEST = 5;
const BETWEEN_LOOKS = 1_000;

export class WebhookItem extends HTMLElement {
  /** Deletes it. */
  end = (/** @type {Webhook} */ _webhook) => {};

  connectedCallback() {
    if (this.heading) return;
    const texts = words.settings.webhooks;
    const button = (/** @type {string} */ text, /** @type {string} */ kind, /** @type {() => void} */ onclick) =>
      element("button", { type: "button", class: `${kind} small`, onclick }, text);
    this.heading = element("strong");
    this.facts = element("p", { class: "help" });
    this.testing = button(texts.test, "", () => this.#test());
    this.looking = button(texts.sent, "", () => this.#look());
    this.deleting = button(texts.delete, "danger", () => this.webhook && this.end(this.webhook));
    this.problem = custom(ProblemNotice);
    this.none = element("p", { class: "help", role: "status" });
    this.deliveries = element("ol", { class: "trail-list" });
    this.append(
      element(
        "div",
        { class: "webhook-item" },
        this.heading,
        this.facts,
        element("div", { class: "buttons" }, this.testing, this.looking, this.deleting),
        this.problem,
        this.none,
        this.deliveries,
      ),
    );
  }

  /** @param {Webhook} webhook */
  show(webhook) {
    const texts = words.settings.webhooks;
    const names = /** @type {Record<string, string>} */ (texts.events);
    this.webhook = webhook;
    setText(this.heading ?? this, webhook.url);
    const told = webhook.kind !== "webhook"
      ? texts.reviews
      : webhook.events.length === 0
      ? texts.allEvents
      : list(webhook.events.map((event) => names[event] ?? event));
    setText(
      this.facts ?? this,
      [
        texts.kinds[webhook.kind],
        webhook.clientId === null ? texts.allClients : texts.ofClient(webhook.clientId),
        told,
        webhook.enabled ? texts.enabled : texts.disabled[webhook.disabledReason ?? "asked"],
      ].join(" · "),
    );
    for (
      const [button, text] of /** @type {const} */ ([
        [this.testing, texts.test],
        [this.looking, texts.sent],
        [this.deleting, texts.delete],
      ])
    ) {
      setAttributes(button ?? this, { "aria-label": `${text}: ${webhook.url}` });
    }
    if (this.testing) this.testing.hidden = !webhook.enabled;
  }

  async #test(request = newKey()) {
    const { webhook, testing, problem } = this;
    if (!webhook || !testing || !problem) return;
    testing.disabled = true;
    try {
      problem.clear();
      await testWebhook(webhook.id, request);
      // It is sent within a moment, or else tried again later, which nobody waits for here.
      for (let looks = 0; looks < LOOKS_AFTER_TEST && this.isConnected; looks++) {
        const [newest] = await this.#look();
        if (newest && (newest.attempts > 0 || newest.status === "delivered")) break;
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS));
      }
    } catch (reason) {
      problem.show(reason, () => this.#test(request));
    } finally {
      testing.disabled = false;
    }
  }

  /** @returns {Promise<Delivery[]>} What was sent, newest first; nothing if that cannot be read. */
  async #look() {
    const { webhook, none, deliveries, problem } = this;
    if (!webhook || !none || !deliveries || !problem) return [];
    try {
      const found = await deliveriesOf(webhook.id);
      problem.clear();
      setText(none, found.length === 0 ? words.settings.webhooks.nothingSent : "");
      showList(deliveries, found, ({ id }) => id, () => element("li"), showDelivery);
      return found;
    } catch (reason) {
      problem.show(reason, () => this.#look());
      return [];
    }
  }
}

/**
 * @param {HTMLElement} item
 * @param {Delivery} delivery
 */
function showDelivery(item, { eventType, status, attempts, createdAt }) {
  const texts = words.settings.webhooks;
  const names = /** @type {Record<string, string>} */ (texts.events);
  const name = eventType === "webhook.test" ? texts.testEvent : names[eventType] ?? eventType;
  setText(item, [name, texts.status[status], texts.attempts(attempts), dayAndTime(createdAt)].join(" · "));
}

customElements.define("webhook-item", WebhookItem);
