// @ts-check
/** The webhook endpoints: those that there are, and a new one. */

import { deleteWebhook, makeWebhook, webhooksPage } from "../../../api/webhooks.js";
import { confirm } from "../../../controls/confirm.js";
import { custom } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { SettingsScreen } from "../settings_screen.js";
import { WebhookForm } from "./webhook_form.js";
import { WebhookItem } from "./webhook_item.js";

/** @typedef {import("../../../api/webhooks.js").Webhook} Webhook */

/** @extends {SettingsScreen<Webhook>} */
export class WebhooksScreen extends SettingsScreen {
  /** @override */
  get settings() {
    return {
      scope: "webhooks",
      texts: words.settings.webhooks,
      page: webhooksPage,
      make: makeWebhook,
      form: (/** @type {import("../../../api/keys.js").Session} */ maker) =>
        custom(WebhookForm, { maker, make: (wanted) => this.make(wanted) }),
      item: () => custom(WebhookItem, { end: (webhook) => this.#delete(webhook) }),
    };
  }

  /**
   * @override
   * @param {Webhook} webhook
   */
  reveal(webhook) {
    const texts = words.settings.webhooks;
    if (webhook.secret) this.made?.show(webhook.secret, { made: texts.made(webhook.url), label: texts.secret });
    else this.made?.replaceChildren();
  }

  /** @param {Webhook} webhook */
  async #delete(webhook) {
    const texts = words.settings.webhooks;
    if (!await confirm(texts.deleteQuestion(webhook.url), texts.deleteYes, texts.deleteMeans)) return;
    try {
      this.problem?.clear();
      await deleteWebhook(webhook.id);
      this.entries = this.entries.filter(({ id }) => id !== webhook.id);
      this.show();
    } catch (problem) {
      this.problem?.show(problem);
    }
  }
}

customElements.define("webhooks-screen", WebhooksScreen);
