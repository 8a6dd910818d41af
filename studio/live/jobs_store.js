// @ts-check
/** The list of jobs as it is at the API now: those that wait for a person, and the others, each newest first. */

import { get, Problem, send } from "../api/client.js";
import { connect } from "./connection.js";
import { matches, needsDecision, newestFirst } from "./job_filters.js";
import { oneAtATime, Store } from "./store.js";

/** @typedef {import("../api/types.js").Job} Job */
/** @typedef {import("./job_filters.js").Filters} Filters */

/** @typedef {{jobs: readonly Job[], next: string | null}} Part `next` is the cursor of what is older. */

/**
 * @typedef {object} JobsState
 * @property {Part | null} waiting None until the list is read.
 * @property {Part | null} others
 * @property {Filters} filters
 * @property {import("./connection.js").ConnectionState} connection
 * @property {unknown} problem Why the list could not be read or followed.
 */

const PAGE = 24;
const LONGEST_PAGE = 100;
const PATH = "/api/v3/jobs";

/** @extends {Store<JobsState>} */
export class JobsStore extends Store {
  constructor() {
    super({
      waiting: null,
      others: null,
      filters: { status: "", clientId: "", q: "" },
      connection: "connecting",
      problem: null,
    });
    /** @type {Map<string, () => Promise<void>>} */
    this.readings = new Map();
    this.close = () => {};
  }

  /**
   * Follow the jobs that pass these filters, and no longer those of before.
   *
   * @param {Filters} filters
   */
  open(filters) {
    this.close();
    this.set({ filters, problem: null });
    const isCurrent = () => this.value.filters === filters;
    this.close = connect({
      path: "/api/v3/events",
      query: { clientId: filters.clientId || undefined },
      snapshot: () => this.#readAll(isCurrent),
      event: ({ kind, data }) => isCurrent() && isShown(kind, data) && this.#onEvent(data),
      state: (connection, problem) => isCurrent() && this.set({ connection, problem }),
    });
  }

  /**
   * Add the next page. Errors: Problem.
   *
   * @param {"waiting" | "others"} name
   */
  async showMore(name) {
    const part = this.value[name];
    if (!part?.next) return;
    const page = await get(PATH, { query: { ...this.#query(name), limit: PAGE, cursor: part.next } });
    const known = new Set(part.jobs.map((job) => job.id));
    const added = page.data.filter((/** @type {Job} */ job) => !known.has(job.id));
    this.set({ [name]: { jobs: [...part.jobs, ...added], next: page.nextCursor } });
  }

  /** @param {() => boolean} isCurrent */
  async #readAll(isCurrent) {
    const [waiting, others] = await Promise.all([this.#readPart("waiting"), this.#readPart("others")]);
    if (isCurrent()) this.set({ waiting: waiting.part, others: others.part, problem: null });
    // The older of the two, so that nothing between both answers is missed.
    return [waiting.lastEvent, others.lastEvent].sort((one, other) => Number(one) - Number(other))[0];
  }

  /** @param {"waiting" | "others"} name */
  async #readPart(name) {
    const shown = this.value[name]?.jobs.length ?? 0;
    const limit = Math.min(Math.max(shown, PAGE), LONGEST_PAGE);
    const answer = await send("GET", PATH, { query: { ...this.#query(name), limit } });
    const page = await answer.json();
    /** @type {Part} */
    const part = { jobs: page.data, next: page.nextCursor };
    return { part, lastEvent: answer.headers.get("Last-Event-ID") };
  }

  /** @param {"waiting" | "others"} name */
  #query(name) {
    return { ...this.value.filters, needsDecision: name === "waiting" };
  }

  /** @param {{jobId: string, deleted?: boolean}} event */
  #onEvent({ jobId, deleted }) {
    if (deleted) {
      this.#place(jobId, null);
      return;
    }
    let read = this.readings.get(jobId);
    if (read === undefined) {
      read = oneAtATime(() => this.#readJob(jobId));
      this.readings.set(jobId, read);
    }
    read().catch((problem) => this.set({ problem })).finally(() => this.readings.delete(jobId));
  }

  /** @param {string} id */
  async #readJob(id) {
    try {
      this.#place(id, (await get(`${PATH}/${id}`)).data);
    } catch (problem) {
      if (!(problem instanceof Problem && problem.status === 404)) throw problem;
      this.#place(id, null);
    }
  }

  /**
   * Show the job where it belongs, and nowhere else.
   *
   * @param {string} id
   * @param {Job | null} job None: it is deleted.
   */
  #place(id, job) {
    const isShown = job !== null && matches(job, this.value.filters);
    const waits = isShown && needsDecision(job);
    this.set({
      waiting: withJob(this.value.waiting, id, waits ? job : null),
      others: withJob(this.value.others, id, isShown && !waits ? job : null),
    });
  }
}

/**
 * Return whether the list shows what the event tells of. Notes and the progress of single scenes it does not.
 *
 * @param {string} kind
 * @param {Record<string, unknown>} data
 */
function isShown(kind, data) {
  return kind !== "note" && (kind !== "scene" || data.progress === undefined);
}

/**
 * @param {Part | null} part
 * @param {string} id
 * @param {Job | null} job
 * @returns {Part | null}
 */
function withJob(part, id, job) {
  if (part === null) return null;
  const rest = part.jobs.filter((each) => each.id !== id);
  if (job === null) return { ...part, jobs: rest };
  const jobs = [...rest, job].sort(newestFirst);
  // What is older than all that is shown belongs to the next page.
  return { ...part, jobs: part.next !== null && jobs.at(-1) === job ? rest : jobs };
}
