// @ts-check
/** Says that a scene would cost more than the budget allows, and lets one raise it. */

import { setBudget } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */

export class Budget extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    const texts = words.filming.budget;
    this.hidden = true;
    this.problem = custom(ProblemNotice);
    this.text = element("p");
    this.amount = element("input", { type: "number", min: 0, step: "any", inputmode: "decimal", required: true });
    this.append(
      element(
        "form",
        { class: "notice warning budget", onsubmit: (/** @type {Event} */ event) => this.save(event) },
        this.text,
        element("label", { class: "field" }, texts.amount, this.amount),
        element("button", { class: "primary" }, texts.save),
        this.problem,
      ),
    );
  }

  /** @param {Job} job */
  show(job) {
    const isUsedUp = [job.error, ...job.scenes.map(({ error }) => error)].some((error) =>
      error?.code === "budget_exceeded"
    );
    if (isUsedUp && this.hidden && this.amount) {
      const limit = Number(job.production.maxCost ?? 0);
      this.amount.value = String(Math.ceil(Math.max(limit, job.cost) * 1.5 * 100 + 100) / 100);
    }
    this.hidden = !isUsedUp;
    if (this.text) {
      setText(this.text, words.filming.budget.usedUp(money(Number(job.production.maxCost ?? 0)), money(job.cost)));
    }
  }

  /** @param {Event} [event] */
  async save(event) {
    event?.preventDefault();
    if (!this.amount) return;
    try {
      this.problem?.clear();
      this.store.show(await setBudget(this.store.id, this.amount.valueAsNumber));
    } catch (problem) {
      this.problem?.show(problem, () => this.save());
    }
  }
}

customElements.define("job-budget", Budget);
