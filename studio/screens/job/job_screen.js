// @ts-check
/** One film, from its storyboard to its last cut. It has rooms; the job's status says which is shown first. */

import { ConnectionNotice } from "../../controls/connection_notice.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { JobStore } from "../../live/job_store.js";
import { custom, element, setAttributes, setChildren, setText } from "../../page/element.js";
import { showList } from "../../page/keyed_list.js";
import { isTyping } from "../../page/typing.js";
import { words } from "../../words/words.js";
import { FilmRoom } from "./film/film_room.js";
import { FilmingRoom } from "./filming/filming_room.js";
import { JobFacts } from "./job_facts.js";
import { NotesPanel } from "./notes/notes_panel.js";
import { showShare } from "./share/share_dialog.js";
import { StoryboardRoom } from "./storyboard/storyboard_room.js";

/** @typedef {import("../../api/types.js").Job} Job */

const ROOMS = { storyboard: StoryboardRoom, filming: FilmingRoom, film: FilmRoom };

export class JobScreen extends HTMLElement {
  jobId = "";
  /** The room that the address names; empty: the one that the job's status calls for. */
  room = "";

  connectedCallback() {
    this.store = new JobStore(this.jobId);
    this.connection = custom(ConnectionNotice);
    this.problem = custom(ProblemNotice);
    this.heading = element("h1");
    this.status = element("span", { class: "badge" });
    this.facts = custom(JobFacts);
    this.rooms = element("nav", { class: "rooms", "aria-label": words.job.rooms });
    this.body = element("div");
    const share = element(
      "button",
      { type: "button", class: "share-button", onclick: () => showShare(this.jobId) },
      words.share.button,
    );
    this.append(
      this.connection,
      this.problem,
      element("div", { class: "title-line" }, this.heading, this.status, share),
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
    this.facts?.show(job);
    this.#showRooms(this.room || firstRoom(job), job);
  }

  /**
   * @param {string} room
   * @param {Job} job
   */
  #showRooms(room, job) {
    if (!this.rooms || !this.body || !this.store) return;
    const type =
      /** @type {new () => HTMLElement & {store: JobStore}} */ (ROOMS[/** @type {keyof typeof ROOMS} */ (room)]);
    const shown = this.body.firstElementChild;
    // Whoever types in a room stays there, also if the job's status calls for another.
    if (shown instanceof type || (!this.room && shown?.contains(document.activeElement) && isTyping())) return;
    showList(this.rooms, Object.keys(ROOMS), (each) => each, () => element("a"), (link, each) => {
      setText(link, words.job[/** @type {keyof typeof ROOMS} */ (each)]);
      setAttributes(link, { href: `/jobs/${job.id}/${each}`, "aria-current": each === room ? "page" : null });
    });
    // Beside the film, notes follow its player.
    const notes = type === FilmRoom ? null : custom(NotesPanel, { store: this.store });
    setChildren(this.body, custom(type, { store: this.store }), notes);
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

customElements.define("job-screen", JobScreen);
