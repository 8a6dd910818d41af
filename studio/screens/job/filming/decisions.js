// @ts-check
/** What a person decides while a film is made: retry what failed, leave it out, or cancel everything. */

import { newKey } from "../../../api/client.js";
import { act } from "../../../api/job_requests.js";
import { confirm } from "../../../controls/confirm.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { list, money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */

export class Decisions extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** Whether the whole job can be cancelled here. */
  withCancel = true;

  connectedCallback() {
    const texts = words.filming;
    this.problem = custom(ProblemNotice);
    this.help = element("p", { class: "help" });
    this.retry = button(texts.retry, "primary", () => this.#act("retry_failed_scenes"));
    this.leaveOut = button(texts.leaveOut, "", () => this.#leaveOut());
    this.cancel = button(texts.cancel, "danger", () => this.#cancel());
    this.append(
      this.problem,
      this.help,
      element("div", { class: "buttons" }, this.retry, this.leaveOut, this.cancel),
    );
  }

  /** @param {Job} job */
  show(job) {
    const actions = job.actions ?? [];
    const allows = (/** @type {string} */ action) => actions.includes(action);
    const focused = document.activeElement;
    if (this.retry) this.retry.hidden = !allows("retry_failed_scenes");
    if (this.leaveOut) this.leaveOut.hidden = !allows("finish_without_failed") || withoutClip(job).length === 0;
    if (this.cancel) this.cancel.hidden = !this.withCancel || !allows("cancel");
    if (this.help) {
      this.help.hidden = !allows("retry_failed_scenes");
      setText(this.help, help(job));
    }
    // A button that is pressed and then hidden leaves the keyboard at the next one.
    if (focused instanceof HTMLElement && focused.hidden && this.contains(focused)) {
      /** @type {HTMLElement | null} */ (this.querySelector("button:not([hidden])"))?.focus();
    }
  }

  /** @param {string} action */
  async #act(action, key = newKey()) {
    this.problem?.clear();
    try {
      this.store.show(await act(this.store.id, { action }, key));
    } catch (problem) {
      this.problem?.show(problem, () => this.#act(action, key));
    }
  }

  async #leaveOut() {
    const texts = words.filming;
    const scenes = withoutClip(this.#job()).map(({ sceneNumber }) => words.scene(sceneNumber));
    const names = list(scenes);
    const agreed = await confirm(texts.leaveOutQuestion(names), texts.leaveOutYes, texts.leaveOutMeans);
    if (agreed) await this.#act("finish_without_failed");
  }

  async #cancel() {
    const texts = words.filming;
    const job = this.#job();
    const filmed = job.scenes.filter(({ status }) => status === "completed").length;
    const made = job.scenes.filter(({ status }) => status === "processing").length;
    const explanation = [
      texts.cancelStops(made),
      texts.cancelKeeps(filmed),
      job.cost > 0 ? texts.cancelPaid(money(job.cost)) : texts.cancelUnpaid,
    ].join(" ");
    if (await confirm(texts.cancelQuestion, texts.cancelYes, explanation)) await this.#act("cancel");
  }

  #job() {
    return /** @type {Job} */ (this.store.value.job);
  }
}

/** @param {Job} job */
function withoutClip(job) {
  return job.scenes.filter(({ status, videoUrl }) => status !== "completed" && videoUrl === null);
}

/** @param {Job} job */
function help(job) {
  const failed = job.scenes.filter(({ status }) => status === "failed").map(({ sceneNumber }) =>
    words.scene(sceneNumber)
  );
  return failed.length > 0 ? words.filming.retryScenes(list(failed)) : words.filming.retryCut;
}

/**
 * @param {string} text
 * @param {string} kind
 * @param {() => void} onclick
 */
function button(text, kind, onclick) {
  return element("button", { type: "button", class: kind || null, hidden: true, onclick }, text);
}

customElements.define("job-decisions", Decisions);
