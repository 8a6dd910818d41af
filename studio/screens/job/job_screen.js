// @ts-check
/** One film, from its storyboard to its last cut. It has rooms; the job's status says which is shown first. */

import { Problem } from "../../api/client.js";
import { ConnectionNotice } from "../../controls/connection_notice.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { JobStore } from "../../live/job_store.js";
import { custom, element, setAttributes, setChildren, setText } from "../../page/element.js";
import { showList } from "../../page/keyed_list.js";
import { isTyping } from "../../page/typing.js";
import { words } from "../../words/words.js";
import { JobFacts } from "./job_facts.js";
import { NotesPanel } from "./notes/notes_panel.js";

/** @typedef {import("../../api/types.js").Job} Job */

/** @typedef {new () => HTMLElement & {store: JobStore}} Room */

/** @type {Record<"storyboard" | "filming" | "film", () => Promise<Room>>} The scripts of a room are loaded with it. */
const ROOMS = {
  storyboard: async () => (await import("./storyboard/storyboard_room.js")).StoryboardRoom,
  filming: async () => (await import("./filming/filming_room.js")).FilmingRoom,
  film: async () => (await import("./film/film_room.js")).FilmRoom,
};

export class JobScreen extends HTMLElement {
  jobId = "";
  /** The room that the address names; empty: the one that the job's status calls for. */
  room = "";
  /** The room that is shown, or being loaded. */
  #shownRoom = "";

  connectedCallback() {
    this.store = new JobStore(this.jobId);
    this.connection = custom(ConnectionNotice);
    this.problem = custom(ProblemNotice);
    this.heading = element("h1");
    this.status = element("span", { class: "badge" });
    this.draft = element(
      "span",
      { class: "badge", "data-status": "storyboard_review", hidden: true },
      words.drafts.draft,
    );
    this.facts = custom(JobFacts);
    this.rooms = element("nav", { class: "rooms", "aria-label": words.job.rooms });
    this.body = element("div");
    const share = element(
      "button",
      { type: "button", class: "share-button", onclick: () => this.#share() },
      words.share.button,
    );
    const trail = element(
      "button",
      { type: "button", class: "quiet", onclick: () => this.#showTrail() },
      words.trail.button,
    );
    this.append(
      this.connection,
      this.problem,
      element("div", { class: "title-line" }, this.heading, this.status, this.draft, share, trail),
      this.facts,
      this.rooms,
      this.body,
    );
    this.stopShowing = this.store.subscribe((state) => this.show(state));
    this.disconnect = this.store.open();
  }

  disconnectedCallback() {
    this.disconnect?.();
    this.stopShowing?.();
  }

  /** @param {string} room */
  showRoom(room) {
    this.room = room;
    if (this.store) this.show(this.store.value);
  }

  /** @param {import("../../live/job_store.js").JobState} state */
  show({ job, connection, problem }) {
    if (problem instanceof Problem && problem.status === 404) {
      this.#showThatItIsGone();
      return;
    }
    this.connection?.show(connection);
    if (job === null) {
      if (problem !== null) this.problem?.show(problem, () => this.store?.refresh());
      return;
    }
    this.problem?.clear();
    const name = job.adBasics.productName || words.job.film;
    document.title = `${name} · ${words.name}`;
    if (this.heading) setText(this.heading, name);
    if (this.status) {
      const { stage } = job.progress;
      const isFilming = job.status === "processing" && stage in words.stage;
      const text = isFilming ? words.stage[/** @type {keyof typeof words.stage} */ (stage)] : words.status[job.status];
      setText(this.status, text);
      setAttributes(this.status, { "data-status": isFilming ? stage : job.status });
    }
    if (this.draft) this.draft.hidden = !isDraft(job);
    this.facts?.show(job);
    this.#showRooms(this.room || firstRoom(job), job);
  }

  /** The film was deleted, or there never was one. */
  #showThatItIsGone() {
    this.disconnect?.();
    document.title = `${words.job.gone} · ${words.name}`;
    setChildren(
      this,
      element(
        "section",
        { class: "empty", role: "alert" },
        element("h1", {}, words.job.gone),
        element("p", {}, words.job.goneHelp),
        element("a", { class: "button", href: "/" }, words.problems.toJobs),
      ),
    );
  }

  async #share() {
    const { showShare } = await import("./share/share_dialog.js");
    showShare(this.jobId);
  }

  async #showTrail() {
    const { showTrail } = await import("./trail/trail_dialog.js");
    showTrail(this.jobId);
  }

  /**
   * @param {string} room
   * @param {Job} job
   */
  async #showRooms(room, job) {
    const shown = this.body?.firstElementChild;
    if (!this.rooms || !this.body || !this.store || this.#shownRoom === room) return;
    // Whoever types in a room stays there, also if the job's status calls for another.
    if (!this.room && shown?.contains(document.activeElement) && isTyping()) return;
    this.#shownRoom = room;
    showList(this.rooms, Object.keys(ROOMS), (each) => each, () => element("a"), (link, each) => {
      setText(link, words.job[/** @type {keyof typeof ROOMS} */ (each)]);
      setAttributes(link, { href: `/jobs/${job.id}/${each}`, "aria-current": each === room ? "page" : null });
    });
    try {
      const type = await ROOMS[/** @type {keyof typeof ROOMS} */ (room)]();
      if (this.#shownRoom !== room || !this.isConnected) return;
      // Beside the film, notes follow its player.
      const notes = room === "film" ? null : custom(NotesPanel, { store: this.store });
      setChildren(this.body, custom(type, { store: this.store }), notes);
    } catch {
      this.#shownRoom = "";
      const problem = new Problem(0, { detail: words.problems.unreachable });
      this.problem?.show(problem, () => this.#showRooms(room, job));
    }
  }
}

/**
 * Return where a person goes on: at the film as soon as there is one, also while a part of it is made again.
 *
 * @param {Job} job
 * @returns {keyof typeof ROOMS}
 */
function firstRoom({ film, status, scenes }) {
  if (film !== null) return "film";
  const isApproved = status === "processing" || scenes.some((scene) => scene.status !== "pending");
  return isApproved && scenes.length > 0 ? "filming" : "storyboard";
}

/**
 * Return whether a film is a draft, or will be one.
 *
 * @param {Job} job
 */
function isDraft({ draft, production, scenes }) {
  return draft === true || (production.draft === true && scenes.every(({ videoUrl }) => videoUrl === null));
}

customElements.define("job-screen", JobScreen);
