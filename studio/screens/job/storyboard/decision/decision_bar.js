// @ts-check
/** The decision on a storyboard: what it costs, the one green light, or back with feedback. */

import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setAttributes, setChildren, setText } from "../../../../page/element.js";
import { go } from "../../../../navigation/router.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";
import { ChangedNotice } from "./changed_notice.js";
import { Decisions } from "./decisions.js";
import { EstimateView } from "./estimate_view.js";
import { ReadingTime } from "./reading_time.js";

/** @typedef {import("../../../../api/types.js").Job} Job */

const texts = words.board;

export class DecisionBar extends HTMLElement {
  /** @type {import("../../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("../board_state.js").Board} */
  // @ts-ignore: set before the element is connected.
  board;
  /** @type {import("../editing/board_drafts.js").BoardDrafts} */
  // @ts-ignore: set before the element is connected.
  drafts;
  /** @type {import("./estimate_reader.js").EstimateReader} */
  // @ts-ignore: set before the element is connected.
  reader;
  isSending = false;

  connectedCallback() {
    if (this.section) return;
    this.readingTime = new ReadingTime(() => this.show());
    this.decisions = new Decisions(this.store);
    this.estimate = new EstimateView(this.store, this.reader);
    this.problem = custom(ProblemNotice);
    this.changed = new ChangedNotice(this.board);
    this.approve = element(
      "button",
      { type: "button", class: "primary approve", "aria-describedby": "approve-help", onclick: () => this.#approve() },
    );
    this.approveHelp = element("p", { class: "help", id: "approve-help" });
    this.feedback = element("textarea", { id: "feedback", rows: 3, "aria-describedby": "feedback-help" });
    this.feedbackHelp = element("p", { class: "help", id: "feedback-help" }, texts.feedbackHelp);
    this.feedbackLabel = element("label", { for: "feedback" }, texts.feedback);
    this.feedbackField = element("div", { class: "field", hidden: true });
    this.sendBack = element("button", { type: "button", onclick: () => this.#sendBack() }, texts.sendBack);
    this.rewriteAll = element("button", { type: "button", onclick: () => this.#rewriteAll() }, texts.rewriteAll);
    this.cancel = element(
      "button",
      { type: "button", class: "quiet danger", onclick: () => this.#cancel() },
      texts.cancel,
    );
    this.green = element(
      "div",
      { class: "green-light" },
      this.estimate.element,
      this.approve,
      this.approveHelp,
      this.estimate.more,
    );
    this.section = element(
      "section",
      { class: "panel decision", id: "decision", "aria-label": texts.decision, hidden: true },
      this.changed.element,
      this.problem,
      this.green,
      this.feedbackField,
      element("div", { class: "buttons" }, this.sendBack, this.rewriteAll, this.cancel),
    );
    this.append(this.section);
    this.feedback.addEventListener("input", () => this.#showFeedbackError(false));
  }

  show() {
    const { job } = this.store.value;
    if (job === null || !this.section || !this.estimate || !this.approve || !this.approveHelp) return;
    this.reader.follow(job);
    const isReview = job.status === "storyboard_review";
    const mayRewriteAll = isReview || (job.actions ?? []).includes("regenerate_all_scenes");
    const mayCancel = ["pending", "generating_scenes", "storyboard_review", "failed"].includes(job.status);
    this.section.hidden = !mayRewriteAll && !mayCancel;
    this.readingTime?.see(job.storyboardRevision, this.board.value.changes > 0 || this.drafts.value.isUnsaved);
    if (this.green) this.green.hidden = !isReview;
    this.#showFeedback(mayRewriteAll && this.board.value.rewriting === "");
    if (this.feedbackHelp) this.feedbackHelp.hidden = !isReview;
    if (this.sendBack) this.sendBack.hidden = !isReview;
    if (this.rewriteAll) this.rewriteAll.hidden = !mayRewriteAll;
    if (this.cancel) this.cancel.hidden = !mayCancel;
    this.estimate.show(job);
    const reason = isReview ? this.#whyNot() : "";
    const total = this.reader.value.estimate?.total ?? null;
    const { approve, approveFor, approveHelp } = job.production.draft ? words.drafts : texts;
    setText(this.approve, total === null ? approve : approveFor(money(total)));
    this.approve.disabled = reason !== "" || this.isSending;
    setText(this.approveHelp, reason || approveHelp);
    setAttributes(this.approveHelp, { "data-waits": reason !== "" });
    for (const button of [this.sendBack, this.rewriteAll, this.cancel]) if (button) button.disabled = this.isSending;
  }

  /** @returns {string} Why the storyboard cannot be approved now; empty if it can. */
  #whyNot() {
    const { isUnsaved, hasConflict, hasError } = this.drafts.value;
    if (hasConflict) return texts.notYet.conflict;
    if (hasError) return texts.notYet.error;
    if (isUnsaved || this.board.value.changes > 0) return texts.notYet.unsaved;
    if (this.readingTime?.isRunning) return texts.notYet.changed;
    return this.reader.value.estimate ? "" : texts.notYet.estimate;
  }

  async #approve() {
    const revision = this.store.value.job?.storyboardRevision ?? 0;
    const amount = this.reader.value.estimate?.total ?? null;
    const isApproved = await this.#send(
      () => this.decisions?.approve(revision, amount),
      (problem) => this.changed?.show(problem, revision, amount) ?? false,
    );
    if (isApproved && location.pathname.endsWith("/storyboard")) go(`/jobs/${this.store.id}/filming`);
  }

  async #sendBack() {
    const feedback = this.feedback?.value.trim() ?? "";
    this.#showFeedbackError(feedback === "");
    if (feedback === "") this.feedback?.focus();
    else if (await this.#send(() => this.decisions?.sendBack(feedback))) this.#clearFeedback();
  }

  async #rewriteAll() {
    const feedback = this.feedback?.value.trim() ?? "";
    if (await this.#send(() => this.decisions?.rewriteAll(feedback))) this.#clearFeedback();
  }

  async #cancel() {
    if (await this.decisions?.wantsToCancel()) await this.#send(() => this.decisions?.cancel());
  }

  /**
   * @param {() => Promise<void> | undefined} request
   * @param {(problem: unknown) => boolean} [explain] Shows a problem in its own way; returns false if it cannot.
   * @returns {Promise<boolean>} Whether it was accepted.
   */
  async #send(request, explain = () => false) {
    this.problem?.clear();
    this.changed?.clear();
    this.isSending = true;
    this.show();
    try {
      await this.drafts.saveAll();
      await request();
      return true;
    } catch (problem) {
      if (!explain(problem)) this.problem?.show(problem);
      this.store.refresh().catch(() => {});
      return false;
    } finally {
      this.isSending = false;
      this.show();
    }
  }

  /**
   * Show the field, in the page only while it is shown, so that there is one of this name.
   *
   * @param {boolean} isShown
   */
  #showFeedback(isShown) {
    const field = this.feedbackField;
    if (!field || isShown !== field.hidden) return;
    field.hidden = !isShown;
    setChildren(field, isShown && [this.feedbackLabel, this.feedback, this.feedbackHelp]);
  }

  #clearFeedback() {
    if (this.feedback) this.feedback.value = "";
  }

  /** @param {boolean} isMissing */
  #showFeedbackError(isMissing) {
    if (!this.feedback || !this.feedbackHelp) return;
    setText(this.feedbackHelp, isMissing ? texts.feedbackMissing : texts.feedbackHelp);
    setAttributes(this.feedbackHelp, { class: isMissing ? "field-error" : "help" });
    setAttributes(this.feedback, { "aria-invalid": isMissing ? "true" : null });
  }
}

customElements.define("decision-bar", DecisionBar);
