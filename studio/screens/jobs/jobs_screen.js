// @ts-check
/** The list of films, live: first what waits for a decision, then the others. The address says which are shown. */

import { ConnectionNotice } from "../../controls/connection_notice.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { JobsStore } from "../../live/jobs_store.js";
import { go } from "../../navigation/router.js";
import { custom, element, setText } from "../../page/element.js";
import { everyMinute } from "../../page/minute.js";
import { words } from "../../words/words.js";
import { FilterBar } from "./filter_bar.js";
import { FilmList } from "./film_list.js";

/** @typedef {import("../../live/job_filters.js").Filters} Filters */
/** @typedef {import("../../live/jobs_store.js").JobsState} JobsState */

export class JobsScreen extends HTMLElement {
  connectedCallback() {
    const texts = words.jobs;
    this.store = new JobsStore();
    const more = (/** @type {"waiting" | "others"} */ name) => () => this.store?.showMore(name) ?? Promise.resolve();
    this.connection = custom(ConnectionNotice);
    this.problem = custom(ProblemNotice);
    this.filters = custom(FilterBar, { onfilter: (filters, isTyped) => this.#filter(filters, isTyped) });
    this.count = element("p", { class: "visually-hidden", role: "status" });
    this.waiting = custom(FilmList, { heading: texts.waiting, more: more("waiting") });
    this.others = custom(FilmList, { heading: texts.others, more: more("others") });
    this.loading = element("p", { class: "help loading" }, texts.loading);
    this.none = element(
      "section",
      { class: "empty panel", hidden: true },
      element("h2", {}, texts.none),
      element("p", {}, texts.noneHelp),
      element("a", { class: "button", href: "/new" }, texts.first),
    );
    this.nothing = element(
      "section",
      { class: "empty panel", hidden: true },
      element("h2", {}, texts.nothing),
      element("button", { type: "button", onclick: () => this.#clearFilters() }, texts.clear),
    );
    this.append(
      element("h1", {}, texts.title),
      this.connection,
      this.problem,
      this.filters,
      this.count,
      this.loading,
      this.waiting,
      this.others,
      this.none,
      this.nothing,
    );
    this.stopShowing = this.store.subscribe((state) => this.#show(state));
    this.stopMinutes = everyMinute(() => this.store && this.#show(this.store.value));
    this.showAddress();
  }

  disconnectedCallback() {
    this.store?.close();
    this.stopShowing?.();
    this.stopMinutes?.();
  }

  /** Show the films that the address names. */
  showAddress() {
    const query = new URLSearchParams(location.search);
    const filters = {
      status: query.get("status") ?? "",
      clientId: query.get("client") ?? "",
      q: query.get("q") ?? "",
    };
    this.filters?.show(filters);
    this.store?.open(filters);
  }

  /**
   * @param {Filters} filters
   * @param {boolean} isTyped
   */
  #filter({ status, clientId, q }, isTyped) {
    const query = new URLSearchParams(Object.entries({ status, client: clientId, q }).filter(([, value]) => value));
    go(query.size ? `/?${query}` : "/", { replace: isTyped });
  }

  #clearFilters() {
    go("/");
    this.filters?.focusSearch();
  }

  /** @param {JobsState} state */
  #show({ waiting, others, filters, connection, problem }) {
    this.connection?.show(connection);
    if (problem !== null && connection !== "lost") {
      this.problem?.show(problem, () => this.store?.open(filters));
    } else this.problem?.clear();
    if (!waiting || !others || !this.count) return;
    this.loading?.remove();
    this.waiting?.show(waiting);
    this.others?.show(others);
    this.filters?.showClients([...waiting.jobs, ...others.jobs].map((job) => job.context.clientId));
    const total = waiting.jobs.length + others.jobs.length;
    const isFiltered = Object.values(filters).some((value) => value !== "");
    if (this.none) this.none.hidden = total > 0 || isFiltered;
    if (this.nothing) this.nothing.hidden = total > 0 || !isFiltered;
    setText(this.count, isFiltered ? words.jobs.found(total, waiting.next !== null || others.next !== null) : "");
    const mark = waiting.jobs.length > 0 ? `(${waiting.jobs.length}) ` : "";
    document.title = `${mark}${words.jobs.title} · ${words.name}`;
  }
}

customElements.define("jobs-screen", JobsScreen);
