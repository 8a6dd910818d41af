// @ts-check
/** Fields that say which films the list shows. */

import { element, setChildren, setValue } from "../../page/element.js";
import { words } from "../../words/words.js";

/** @typedef {import("../../live/job_filters.js").Filters} Filters */

const TYPING_MILLISECONDS = 250;

export class FilterBar extends HTMLElement {
  /**
   * Called with the filters that the person chose; `isTyped`: by a text that may go on.
   *
   * @type {(filters: Filters, isTyped: boolean) => void}
   */
  onfilter = () => {};

  connectedCallback() {
    const texts = words.jobs;
    /** @type {Set<string>} */
    this.clients = new Set();
    this.search = element("input", {
      type: "search",
      id: "search",
      placeholder: texts.searchHint,
      oninput: () => this.#type(),
    });
    this.status = element(
      "select",
      { id: "status", onchange: () => this.#choose(false) },
      element("option", { value: "" }, texts.anyStatus),
      Object.entries(words.status).map(([value, text]) => element("option", { value }, text)),
    );
    this.client = element("select", { id: "client-filter", onchange: () => this.#choose(false) });
    this.showClients([]);
    this.append(
      element(
        "form",
        { role: "search", class: "filters", onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
        element("div", { class: "field" }, element("label", { for: "search" }, texts.search), this.search),
        element("div", { class: "field" }, element("label", { for: "status" }, texts.status), this.status),
        element("div", { class: "field" }, element("label", { for: "client-filter" }, texts.client), this.client),
      ),
    );
  }

  disconnectedCallback() {
    clearTimeout(this.typing);
  }

  /** @param {Filters} filters */
  show({ status, clientId, q }) {
    if (!this.search || !this.status || !this.client) return;
    clearTimeout(this.typing);
    this.showClients(clientId ? [clientId] : []);
    if (this.search.value.trim() !== q) setValue(this.search, q);
    this.status.value = status;
    this.client.value = clientId;
  }

  /**
   * Offer these clients too.
   *
   * @param {string[]} clients
   */
  showClients(clients) {
    if (!this.client || !this.clients) return;
    const known = this.clients.size;
    for (const client of clients) this.clients.add(client);
    if (this.client.options.length > 0 && this.clients.size === known) return;
    const chosen = this.client.value;
    setChildren(
      this.client,
      element("option", { value: "" }, words.jobs.anyClient),
      [...this.clients].sort((one, other) => one.localeCompare(other)).map((client) =>
        element("option", { value: client }, client)
      ),
    );
    this.client.value = chosen;
  }

  focusSearch() {
    this.search?.focus();
  }

  #type() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.#choose(true), TYPING_MILLISECONDS);
  }

  /** @param {boolean} isTyped */
  #choose(isTyped) {
    if (!this.search || !this.status || !this.client) return;
    clearTimeout(this.typing);
    this.onfilter({ status: this.status.value, clientId: this.client.value, q: this.search.value.trim() }, isTyped);
  }
}

customElements.define("filter-bar", FilterBar);
