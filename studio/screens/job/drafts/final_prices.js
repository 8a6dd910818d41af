// @ts-check
/** What it costs to make the drafts of a job final: each scene, and all of them. */

import { get } from "../../../api/client.js";
import { Store } from "../../../live/store.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("../../../live/job_store.js").JobStore} JobStore */

/** @type {WeakMap<JobStore, FinalPrices>} */
const KNOWN = new WeakMap();

/**
 * @typedef {object} Prices
 * @property {ReadonlyMap<number, number | null>} scenes By the scenes' numbers; null: not known.
 * @property {number | null} total Null: not known.
 */

/** @extends {Store<Prices>} */
export class FinalPrices extends Store {
  #version = "";

  /** @param {JobStore} store */
  constructor(store) {
    super({ scenes: new Map(), total: null });
    this.store = store;
    store.subscribe(({ job }) => job && this.#follow(job));
  }

  /** @param {Job} job */
  #follow(job) {
    const drafts = draftsOf(job).map(({ id, draft, status, revision }) => [id, draft, status, revision]);
    const version = drafts.length > 0 ? JSON.stringify([drafts, job.production.model]) : "";
    if (version === this.#version) return;
    this.#version = version;
    if (version !== "") this.#read(version);
  }

  /** @param {string} version */
  async #read(version) {
    try {
      /** @type {{data: import("../../../api/types.js").Estimate}} */
      const { data } = await get(`${this.store.path}/estimate`);
      if (version !== this.#version) return;
      const scenes = new Map(data.scenes.map(({ sceneNumber, finalCost = null }) => [sceneNumber, finalCost]));
      this.set({ scenes, total: data.final ?? null });
    } catch {
      // Then no price can be shown, and nothing is offered for it. It is read again with the next change.
      if (version === this.#version) this.#version = "";
    }
  }
}

/** @param {JobStore} store */
export function finalPricesOf(store) {
  const prices = KNOWN.get(store) ?? new FinalPrices(store);
  KNOWN.set(store, prices);
  return prices;
}

/**
 * Return the scenes whose clip is a draft, which can be made final.
 *
 * @param {Job} job
 */
export function draftsOf(job) {
  return job.scenes.filter(({ draft, videoUrl }) => draft && videoUrl !== null);
}
