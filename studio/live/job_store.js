// @ts-check
/** One job as it is at the API now, with its notes. */

import { get, send } from "../api/client.js";
import { connect } from "./connection.js";
import { oneAtATime, Store } from "./store.js";

/** @typedef {import("../api/types.js").Job} Job */
/** @typedef {import("../api/types.js").Note} Note */

/**
 * @typedef {object} JobState
 * @property {Job | null} job None until it is read.
 * @property {readonly Note[]} notes
 * @property {import("./connection.js").ConnectionState} connection
 * @property {unknown} problem Why it could not be read or followed.
 */

/** @extends {Store<JobState>} */
export class JobStore extends Store {
  /** @param {string} id */
  constructor(id) {
    super({ job: null, notes: [], connection: "connecting", problem: null });
    this.id = id;
    this.path = `/api/v3/jobs/${id}`;
    /** @type {string | null} */
    this.lastEvent = null;
    this.refresh = oneAtATime(() => this.#readJob());
    this.refreshNotes = oneAtATime(() => this.#readNotes());
  }

  /**
   * Follow the job until the returned function is called.
   *
   * @returns {() => void}
   */
  open() {
    return connect({
      path: `${this.path}/events`,
      snapshot: async () => {
        await this.refresh();
        await this.refreshNotes(); // after the id of the newest event is read, so that no event of a note is missed
        return this.lastEvent;
      },
      event: (event) => {
        const refreshing = event.kind === "note" ? this.refreshNotes() : this.refresh();
        refreshing.catch((problem) => this.set({ problem }));
      },
      state: (connection, problem) => this.set({ connection, problem }),
    });
  }

  /**
   * Show a job that the API has just answered with, unless a later state of it is shown already.
   *
   * @param {Job} job
   */
  show(job) {
    const shown = this.value.job;
    if (shown === null || new Date(job.updatedAt) >= new Date(shown.updatedAt)) this.set({ job });
  }

  /**
   * Show a note that the API has just answered with.
   *
   * @param {Note} note
   */
  showNote(note) {
    this.set({ notes: [...this.value.notes.filter(({ id }) => id !== note.id), note] });
  }

  async #readJob() {
    const answer = await send("GET", this.path);
    this.lastEvent = answer.headers.get("Last-Event-ID");
    this.set({ job: (await answer.json()).data, problem: null });
  }

  async #readNotes() {
    const answer = await get(`${this.path}/notes`);
    this.set({ notes: answer.data });
  }
}
