// @ts-check
/** What is being filmed: the state of each scene, and what can be done about it. */

import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { JobSwitches } from "../switches/job_switches.js";
import { FinishDrafts } from "../drafts/finish_drafts.js";
import { Budget } from "./budget.js";
import { Decisions } from "./decisions.js";
import { SceneCard } from "./scene_card.js";
import { Warnings } from "./warnings.js";

/** @typedef {import("../../../api/types.js").Job} Job */

export class FilmingRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.summary = element("h2");
    this.explanation = element("p", { class: "help" });
    this.toFilm = element(
      "a",
      { class: "button primary", href: `/jobs/${this.store.id}/film`, hidden: true },
      words.filming.watch,
    );
    this.error = element("p", { class: "notice bad", hidden: true });
    this.budget = custom(Budget, { store: this.store });
    this.decisions = custom(Decisions, { store: this.store });
    this.drafts = custom(FinishDrafts, { store: this.store });
    this.warnings = custom(Warnings);
    this.scenes = element("div", { class: "scene-cards" });
    this.switches = custom(JobSwitches, { store: this.store });
    this.append(
      element(
        "div",
        { class: "filming-summary" },
        element("div", { role: "status" }, this.summary, this.explanation),
        this.toFilm,
      ),
      this.error,
      this.budget,
      this.decisions,
      this.drafts,
      this.scenes,
      this.switches,
      this.warnings,
    );
    this.close = this.store.subscribe((state) => this.show(state));
  }

  disconnectedCallback() {
    this.close?.();
  }

  /** @param {import("../../../live/job_store.js").JobState} state */
  show(state) {
    const { job } = state;
    if (job === null || !this.scenes || !this.summary || !this.explanation || !this.error) return;
    const { title, explanation } = overview(job);
    setText(this.summary, title);
    setText(this.explanation, explanation);
    setAttributes(this.toFilm ?? this, { hidden: job.film === null });
    this.error.hidden = job.error === null || job.error.code === "budget_exceeded";
    setText(this.error, job.error?.message ?? "");
    this.budget?.show(job);
    this.decisions?.show(job);
    this.drafts?.show(job);
    this.warnings?.show(job);
    this.switches?.show(job);
    showList(
      this.scenes,
      job.scenes,
      ({ id }) => id,
      () => custom(SceneCard, { store: this.store }),
      (card, scene) => card.show(scene, state),
    );
  }
}

/**
 * Say in a line how far the film is, and in another what that means.
 *
 * @param {Job} job
 * @returns {{title: string, explanation: string}}
 */
function overview(job) {
  const texts = words.filming;
  const { completedScenes, totalScenes } = job.progress;
  const count = texts.filmedOf(completedScenes, totalScenes);
  const cost = job.cost > 0 ? texts.cost(money(job.cost)) : "";
  switch (job.progress.stage) {
    case "queued":
    case "planning":
    case "review":
      return { title: texts.notYet, explanation: texts.notYetMeans };
    case "cutting":
      return { title: texts.cutting, explanation: `${texts.cuttingMeans} ${cost}` };
    case "awaiting_retry":
      return { title: texts.needsYou, explanation: `${count}. ${cost}` };
    case "done":
      return { title: texts.done, explanation: `${count}. ${cost}` };
    case "failed":
    case "cancelled":
      return { title: words.stage[job.progress.stage], explanation: `${count}. ${cost}` };
    default:
      return { title: count, explanation: `${texts.comeBack} ${cost}` };
  }
}

customElements.define("filming-room", FilmingRoom);
