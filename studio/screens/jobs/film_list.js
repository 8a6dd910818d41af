// @ts-check
/** A part of the list of films, with its heading, and a button that shows older ones. */

import { ProblemNotice } from "../../controls/problem_notice.js";
import { custom, element } from "../../page/element.js";
import { showList } from "../../page/keyed_list.js";
import { words } from "../../words/words.js";
import { FilmCard } from "./film_card.js";

export class FilmList extends HTMLElement {
  heading = "";
  /** @type {() => Promise<void>} Reads the next page. Errors: Problem. */
  more = () => Promise.resolve();

  connectedCallback() {
    this.hidden = true;
    this.list = element("div", { role: "list", class: "film-list" });
    this.problem = custom(ProblemNotice);
    this.button = element("button", { type: "button", onclick: () => this.#readMore() }, words.jobs.more);
    this.append(
      element(
        "section",
        { "aria-label": this.heading },
        element("h2", {}, this.heading),
        this.list,
        this.problem,
        this.button,
      ),
    );
  }

  /** @param {import("../../live/jobs_store.js").Part} part */
  show({ jobs, next }) {
    if (!this.list || !this.button) return;
    this.hidden = jobs.length === 0;
    this.button.hidden = next === null;
    showList(this.list, jobs, (job) => job.id, () => custom(FilmCard), (card, job) => card.show(job));
  }

  async #readMore() {
    if (!this.button) return;
    this.button.disabled = true;
    this.problem?.clear();
    const first = this.list?.children.length ?? 0;
    try {
      await this.more();
      /** @type {HTMLElement | null | undefined} */ (this.list?.children[first]?.querySelector("a"))?.focus();
    } catch (problem) {
      this.problem?.show(problem);
    } finally {
      this.button.disabled = false;
    }
  }
}

customElements.define("film-list", FilmList);
