// @ts-check
/** Says that a scene would cost more than the budget allows, and lets one raise it. */

import { get } from "../../../api/client.js";
import { setBudget } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText, setValue } from "../../../page/element.js";
import { money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Estimate} Estimate */
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
    const isUsedUp = [job, ...job.scenes].some(({ error }) => error?.code === "budget_exceeded");
    const isNew = isUsedUp && this.hidden;
    this.hidden = !isUsedUp;
    if (isNew) this.#suggest(job);
    if (this.text) {
      setText(this.text, words.filming.budget.usedUp(money(Number(job.production.maxCost ?? 0)), money(job.cost)));
    }
  }

  /**
   * Suggest the budget that lets the rest be filmed.
   *
   * @param {Job} job
   */
  async #suggest(job) {
    try {
      /** @type {{data: Estimate}} */
      const { data } = await get(`${this.store.path}/estimate`);
      const isWanting = (/** @type {number} */ number) =>
        job.scenes.some(({ sceneNumber, status, error }) =>
          sceneNumber === number && (status !== "completed" || error?.code === "budget_exceeded")
        );
      const costs = data.scenes.filter(({ sceneNumber }) => isWanting(sceneNumber)).map(({ cost }) => cost ?? 0);
      const needed = costs.reduce((sum, cost) => sum + cost, data.spent + data.inDoubt + (data.voice ?? 0));
      if (this.amount?.value === "") {
        setValue(this.amount, (Math.ceil(Number((needed * 100).toFixed(3))) / 100).toFixed(2));
      }
    } catch {
      // A person can say the amount without a suggestion.
    }
  }

  /** @param {Event} [event] */
  async save(event) {
    event?.preventDefault();
    if (!this.amount) return;
    try {
      this.problem?.clear();
      this.store.show(await setBudget(this.store.id, this.amount.valueAsNumber));
      this.amount.value = "";
    } catch (problem) {
      this.problem?.show(problem, () => this.save());
    }
  }
}

customElements.define("job-budget", Budget);
