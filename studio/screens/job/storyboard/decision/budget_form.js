// @ts-check
/** What a film may cost at most, and how that is changed. */

import { change } from "../../../../api/client.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setText, setValue } from "../../../../page/element.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

const texts = words.board;

export class BudgetForm {
  /** @param {import("../../../../live/job_store.js").JobStore} store */
  constructor(store) {
    this.store = store;
    this.summary = element("summary");
    this.amount = element("input", {
      id: "budget",
      type: "number",
      min: 0,
      step: "any",
      "aria-describedby": "no-limit",
    });
    this.problem = custom(ProblemNotice);
    this.button = element("button", { class: "slim" }, texts.changeBudget);
    this.element = element(
      "details",
      { class: "budget" },
      this.summary,
      element(
        "form",
        { onsubmit: (/** @type {Event} */ event) => this.#submit(event) },
        element("label", { for: "budget" }, texts.budget),
        this.amount,
        element("p", { class: "help", id: "no-limit" }, texts.budgetHelp),
        this.problem,
        this.button,
      ),
    );
  }

  /**
   * @param {import("../../../../api/types.js").Job} job
   * @param {boolean} isExceeded
   */
  show(job, isExceeded) {
    const budget = job.production.maxCost ?? null;
    setText(this.summary, budget === null ? texts.noBudget : texts.budgetIs(money(Number(budget))));
    if (budget !== this.shown) {
      this.shown = budget;
      setValue(this.amount, budget ?? "");
    }
    if (isExceeded && !this.wasExceeded) this.element.open = true;
    this.wasExceeded = isExceeded;
  }

  /** @param {Event} event */
  async #submit(event) {
    event.preventDefault();
    this.problem.clear();
    this.button.disabled = true;
    const maxCost = this.amount.value === "" ? null : this.amount.valueAsNumber;
    try {
      const { data } = await change("PATCH", this.store.path, { production: { maxCost } });
      this.store.show(data);
    } catch (problem) {
      this.problem.show(problem);
    } finally {
      this.button.disabled = false;
    }
  }
}
