// @ts-check
/** One line under a film's title: for whom it is, its form and length, what it cost, and its page in Temporal. */

import { get } from "../../api/client.js";
import { element, setAttributes, setText } from "../../page/element.js";
import { money, number } from "../../words/formats.js";
import { words } from "../../words/words.js";

/** @typedef {import("../../api/types.js").Job} Job */

const texts = words.board;

export class JobFacts extends HTMLElement {
  jobId = "";

  connectedCallback() {
    if (this.text) return;
    this.text = element("span");
    const link = element("a", { target: "_blank", rel: "noreferrer" }, texts.temporal);
    this.link = link;
    this.page = element("span", { hidden: true }, " · ", link);
    this.append(element("p", { class: "help job-facts" }, this.text, this.page));
  }

  /** @param {Job} job */
  show(job) {
    if (!this.text) return;
    setText(this.text, facts(job).join(" · "));
    if (this.jobId === job.id) return;
    this.jobId = job.id;
    this.#findPage(job.id);
  }

  /** @param {string} id */
  async #findPage(id) {
    const answer = await get(`/api/v3/jobs/${id}/workflow`).catch(() => null);
    if (!this.page || !this.link || !answer?.data.url) return;
    setAttributes(this.link, { href: answer.data.url });
    this.page.hidden = false;
  }
}

/**
 * @param {Job} job
 * @returns {string[]}
 */
function facts({ context, adBasics, scenes, cost, costInDoubt, storyboardRevision }) {
  const length = scenes.length > 0 ? scenes.reduce((sum, scene) => sum + scene.duration, 0) : Number(adBasics.duration);
  return [
    context.clientId,
    `${adBasics.aspectRatio}, ${texts.length(number(length))}`,
    ...(scenes.length > 0 ? [texts.revision(storyboardRevision)] : []),
    ...(cost > 0 ? [texts.cost(money(cost))] : []),
    ...(costInDoubt > 0 ? [texts.inDoubt(money(costInDoubt))] : []),
  ];
}

customElements.define("job-facts", JobFacts);
