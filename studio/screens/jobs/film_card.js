// @ts-check
/** A film in the list: its picture, what it is about, where it stands, and what it has cost. */

import { element, setAttributes, setText } from "../../page/element.js";
import { loadWhenSeen } from "../../page/picture_queue.js";
import { ago, dayAndTime, money } from "../../words/formats.js";
import { words } from "../../words/words.js";

/** @typedef {import("../../api/types.js").Job} Job */

export class FilmCard extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "listitem");
    this.className = "film-card";
    const show = (/** @type {boolean} */ isThere) => () => this.poster?.classList.toggle("is-there", isThere);
    this.poster = element("img", { alt: "", decoding: "async", onload: show(true), onerror: show(false) });
    this.initial = element("span", { "aria-hidden": "true" });
    this.link = element("a", {});
    this.client = element("p", { class: "help" });
    this.status = element("span", { class: "badge" });
    this.time = element("time", { class: "help" });
    this.progress = element("progress", { max: 100 });
    this.trouble = element("p", { class: "field-error" });
    this.facts = element("p", { class: "help" });
    this.append(
      element("div", { class: "film-poster" }, this.initial, this.poster),
      element(
        "div",
        { class: "film-facts" },
        element("h3", {}, this.link),
        this.client,
        element("p", { class: "film-state" }, this.status, this.time),
        this.progress,
        this.trouble,
        this.facts,
      ),
    );
  }

  /** @param {Job} job */
  show(job) {
    const { link, client, status, time, progress, trouble, facts } = this;
    if (!link || !client || !status || !time || !progress || !trouble || !facts) return;
    const { stage, percentage } = job.progress;
    const name = job.adBasics.productName || job.adBasics.brandName || words.jobs.unnamed;
    setText(link, name);
    setAttributes(link, { href: `/jobs/${job.id}` });
    setText(client, job.context.clientId);
    setText(status, stateText(job));
    setAttributes(status, { "data-status": stage === "awaiting_retry" ? stage : job.status });
    this.#showTime(time, job.status === "storyboard_review" ? job.reviewSince ?? job.updatedAt : job.updatedAt);
    progress.hidden = job.status !== "processing";
    progress.value = percentage;
    setAttributes(progress, { "aria-label": words.jobs.progress(name) });
    setText(trouble, troubleText(job));
    trouble.hidden = trouble.textContent === "";
    const { aspectRatio, duration } = job.adBasics;
    const shown = [aspectRatio, words.jobs.seconds(duration), money(job.cost), job.draft && words.drafts.draft];
    setText(facts, shown.filter(Boolean).join(" · "));
    this.#showPoster(job.posterUrl ?? null, name);
  }

  /**
   * @param {HTMLTimeElement} shown
   * @param {string} time
   */
  #showTime(shown, time) {
    setText(shown, ago(time));
    setAttributes(shown, { datetime: time, title: dayAndTime(time) });
  }

  /**
   * @param {string | null} url
   * @param {string} name
   */
  #showPoster(url, name) {
    if (this.initial) setText(this.initial, [...name.trim()][0] ?? "");
    if (this.poster && url !== null) loadWhenSeen(this.poster, url);
  }
}

/** @param {Job} job */
function stateText(job) {
  const { stage } = job.progress;
  return job.status === "storyboard_review" || !(stage in words.stage)
    ? words.status[job.status]
    : words.stage[/** @type {keyof typeof words.stage} */ (stage)];
}

/** @param {Job} job */
function troubleText(job) {
  if (job.status === "failed" && job.error) return job.error.message;
  return job.progress.stage === "awaiting_retry"
    ? words.jobs.failedScenes(job.progress.failedScenes, job.progress.totalScenes)
    : "";
}

customElements.define("film-card", FilmCard);
