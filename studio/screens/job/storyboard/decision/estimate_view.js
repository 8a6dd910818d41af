// @ts-check
/** What filming costs: the sum, by whose prices of which day, each scene's part, and the budget. */

import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setChildren, setText } from "../../../../page/element.js";
import { money, number } from "../../../../words/formats.js";
import { vendorName } from "../../../../words/vendors.js";
import { words } from "../../../../words/words.js";
import { BudgetForm } from "./budget_form.js";

/** @typedef {import("../../../../api/types.js").Job} Job */
/** @typedef {import("../../../../api/types.js").Estimate} Estimate */

const texts = words.board;
const DAY = new Intl.DateTimeFormat(document.documentElement.lang || "en", { dateStyle: "medium" });

export class EstimateView {
  /**
   * @param {import("../../../../live/job_store.js").JobStore} store
   * @param {import("./estimate_reader.js").EstimateReader} reader
   */
  constructor(store, reader) {
    this.reader = reader;
    this.sum = element("p", { class: "sum" });
    this.prices = element("p", { class: "help" });
    this.final = element("p", { class: "help", hidden: true });
    this.lacking = element("ul", { class: "help", hidden: true });
    this.over = element("p", { class: "notice warning", hidden: true });
    this.problem = custom(ProblemNotice);
    this.rows = element("tbody");
    this.budget = new BudgetForm(store);
    this.details = element(
      "details",
      {},
      element("summary", {}, texts.perScene),
      element("table", { class: "costs" }, this.rows),
    );
    this.element = element(
      "div",
      { class: "estimate" },
      this.sum,
      this.prices,
      this.final,
      this.problem,
      this.lacking,
      this.over,
    );
    /** What is looked up when somebody wants to know more: it is shown below the decision. */
    this.more = element("div", { class: "estimate" }, this.details, this.budget.element);
    /** @type {unknown} */
    this.shownProblem = null;
    /** @type {Estimate | null} */
    this.shown = null;
  }

  /** @param {Job} job */
  show(job) {
    const { estimate, problem } = this.reader.value;
    if (problem !== this.shownProblem) {
      this.shownProblem = problem;
      if (problem === null) this.problem.clear();
      else this.problem.show(problem, () => this.reader.read());
    }
    setText(this.sum, sum(job, estimate));
    setText(this.prices, estimate === null ? "" : prices(estimate));
    this.final.hidden = !job.production.draft || estimate === null;
    setText(this.final, estimate === null ? "" : final(estimate));
    this.details.hidden = estimate === null;
    const budget = estimate?.maxCost ?? null;
    this.over.hidden = estimate === null || estimate.withinBudget || budget === null;
    if (budget !== null) setText(this.over, texts.overBudget(money(budget)));
    this.budget.show(job, estimate !== null && !estimate.withinBudget);
    if (estimate === this.shown) return;
    this.shown = estimate;
    setChildren(this.rows, (estimate?.scenes ?? []).map(row));
    const lacking = [
      ...(estimate?.scenes ?? []).flatMap(lacks),
      ...(estimate?.fallback ?? []).flatMap(lacksElsewhere),
    ];
    this.lacking.hidden = lacking.length === 0;
    setChildren(this.lacking, lacking.map((line) => element("li", {}, line)));
  }
}

/**
 * @param {Job} job
 * @param {Estimate | null} estimate
 */
function sum(job, estimate) {
  const length = job.scenes.reduce((total, scene) => total + scene.duration, 0);
  const size = `${texts.scenes(job.scenes.length)}, ${texts.length(number(length))}`;
  if (estimate === null) return `${size} · ${texts.reckoning}`;
  if (estimate.total === null) return `${size} · ${texts.totalUnknown}`;
  const label = job.production.draft ? words.drafts.total : texts.total;
  return `${size} · ${estimate.total === 0 ? texts.free : `${label} ${money(estimate.total)}`}`;
}

/**
 * Say what a draft costs once it is made final.
 *
 * @param {Estimate} estimate
 */
function final({ final }) {
  const { finalTotal, finalUnknown } = words.drafts;
  return final === null || final === undefined ? finalUnknown : finalTotal(money(final));
}

/** @param {Estimate} estimate */
function prices({ provider, model, pricesAsOf, spent }) {
  const isNamed = provider !== "animatic" && model && model !== provider;
  const name = isNamed ? `${vendorName(provider)}, ${model}` : vendorName(provider);
  const line = texts.pricesOf(name, DAY.format(new Date(`${pricesAsOf}T12:00`)));
  return spent > 0 ? `${line} · ${texts.spent(money(spent))}` : line;
}

/**
 * Say what the scene's next clip will lack. A sound that nobody asked for is left out of the film as well.
 *
 * @param {Estimate["scenes"][number]} scene
 */
function lacks({ sceneNumber, leftOut = [] }) {
  return leftOut
    .filter(({ what }) => what !== "silence")
    .map(({ reason }) => `${texts.scene(sceneNumber)} · ${words.wishes.leftOut(reason)}`);
}

/**
 * Say what the scenes' next clips will lack if another vendor makes them, and which it cannot make.
 *
 * @param {NonNullable<Estimate["fallback"]>[number]} fallback
 */
function lacksElsewhere({ provider, scenes, problem }) {
  const { leftOutElsewhere, notElsewhere } = words.wishes;
  const name = vendorName(provider);
  if (problem !== null) return [notElsewhere(name, problem)];
  return scenes.flatMap(({ sceneNumber, leftOut, problem }) => [
    ...(problem === null ? [] : [`${texts.scene(sceneNumber)} · ${notElsewhere(name, problem)}`]),
    ...leftOut
      .filter(({ what }) => what !== "silence")
      .map(({ reason }) => `${texts.scene(sceneNumber)} · ${leftOutElsewhere(name, reason)}`),
  ]);
}

/** @param {Estimate["scenes"][number]} scene */
function row({ sceneNumber, duration, billedSeconds, cost, voiceCost, finalCost = null, problem }) {
  const isLonger = billedSeconds !== null && billedSeconds > duration;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, texts.scene(sceneNumber)),
    element(
      "td",
      {},
      texts.length(number(duration)),
      isLonger && element("span", { class: "help" }, ` ${texts.billed(number(billedSeconds))}`),
    ),
    element(
      "td",
      { class: "amount" },
      cost === null ? problem ?? "" : money(cost),
      voiceCost ? element("span", { class: "help" }, ` + ${words.sound.lineCost(money(voiceCost))}`) : null,
      finalCost ? element("span", { class: "help" }, ` · ${words.drafts.finalCost(money(finalCost))}`) : null,
      cost !== null && problem !== null && element("span", { class: "help" }, ` ${problem}`),
    ),
  );
}
