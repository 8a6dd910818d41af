// @ts-check
/** The webhook endpoints: those that there are, and a new one. */

import { newKey } from "../../../api/client.js";
import { may, session } from "../../../api/keys.js";
import { deleteWebhook, makeWebhook, webhooksPage } from "../../../api/webhooks.js";
import { confirm } from "../../../controls/confirm.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { ShownOnce } from "../../../controls/shown_once.js";
import { custom, element } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { WebhookForm } from "./webhook_form.js";
import { WebhookItem } from "./webhook_item.js";

/** @typedef {import("../../../api/webhooks.js").Webhook} Webhook */

export class WebhooksScreen extends HTMLElement {
  /** Those that are shown, newest first. @type {Webhook[]} */
  webhooks = [];
  /** Where those begin that are not shown yet. @type {string | null} */
  cursor = null;

  connectedCallback() {
    const texts = words.settings.webhooks;
    document.title = `${texts.title} · ${words.name}`;
    this.problem = custom(ProblemNotice);
    this.made = custom(ShownOnce);
    this.form = element("div");
    this.none = element("p", { class: "help", hidden: true }, texts.none);
    this.list = element("div", { class: "link-list" });
    this.more = element("button", { type: "button", hidden: true, onclick: () => this.#read() }, texts.more);
    this.append(
      element("h1", {}, texts.title),
      element("p", { class: "help" }, texts.explanation),
      this.problem,
      this.made,
      this.form,
      element("h2", {}, texts.existing),
      this.none,
      this.list,
      this.more,
    );
    this.#begin();
  }

  async #begin() {
    try {
      const maker = await session();
      if (!may(maker, "webhooks")) {
        this.problem?.show(words.settings.webhooks.notPermitted);
        return;
      }
      this.form?.replaceChildren(custom(WebhookForm, { maker, make: (wanted) => this.#make(wanted) }));
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem, () => this.#begin());
    }
  }

  async #read() {
    try {
      const { data, nextCursor } = await webhooksPage(this.cursor);
      this.webhooks.push(...data);
      this.cursor = nextCursor;
      this.#show();
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  #show() {
    const { list, none, more } = this;
    if (!list || !none || !more) return;
    none.hidden = this.webhooks.length > 0;
    more.hidden = this.cursor === null;
    const create = () => custom(WebhookItem, { end: (webhook) => this.#delete(webhook) });
    showList(list, this.webhooks, ({ id }) => id, create, (item, webhook) => item.show(webhook));
  }

  /**
   * @param {Record<string, unknown>} wanted
   * @returns {Promise<boolean>} Whether it was made.
   */
  async #make(wanted, request = newKey()) {
    const texts = words.settings.webhooks;
    try {
      this.problem?.clear();
      const webhook = await makeWebhook(wanted, request);
      if (webhook.secret) this.made?.show(webhook.secret, { made: texts.made(webhook.url), label: texts.secret });
      else this.made?.replaceChildren();
      this.webhooks.unshift(webhook);
      this.#show();
      return true;
    } catch (problem) {
      this.problem?.show(problem, () => this.#make(wanted, request));
      return false;
    }
  }

  /** @param {Webhook} webhook */
  async #delete(webhook) {
    const texts = words.settings.webhooks;
    if (!await confirm(texts.deleteQuestion(webhook.url), texts.deleteYes, texts.deleteMeans)) return;
    try {
      this.problem?.clear();
      await deleteWebhook(webhook.id);
      this.webhooks = this.webhooks.filter(({ id }) => id !== webhook.id);
      this.#show();
    } catch (problem) {
      this.problem?.show(problem);
    }
  }
}

customElements.define("webhooks-screen", WebhooksScreen);
