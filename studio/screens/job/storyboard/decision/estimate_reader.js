// @ts-check
/** What approving costs, read anew only when the storyboard, the budget, the voice, a recording or a first frame is another. */

import { get } from "../../../../api/client.js";
import { Store } from "../../../../live/store.js";

/** @typedef {import("../../../../api/types.js").Job} Job */

/**
 * @typedef {object} EstimateState
 * @property {import("../../../../api/types.js").Estimate | null} estimate None until it is read.
 * @property {unknown} problem Why it could not be read.
 */

/** @extends {Store<EstimateState>} */
export class EstimateReader extends Store {
  #version = "";
  /** How the first frames were when it was read: a scene without one may need a still, which is paid with its clip. */
  #frames = "";

  /** @param {string} path Of the job. */
  constructor(path) {
    super({ estimate: null, problem: null });
    this.path = path;
  }

  /**
   * Read the estimate of this storyboard, unless it is read already.
   *
   * @param {Job} job
   */
  follow(job) {
    const files = job.assets.map(({ id, role, status }) => [id, role, status]);
    const version = job.status === "storyboard_review"
      ? `${job.storyboardRevision} ${JSON.stringify([job.production, files])}`
      : "";
    const frames = JSON.stringify(
      job.scenes.map(({ firstFrame }) => [firstFrame?.id, firstFrame?.status, firstFrame?.chosen]),
    );
    const isOtherFrame = frames !== this.#frames;
    this.#frames = frames;
    if (version === this.#version) {
      if (isOtherFrame && version !== "") this.read();
      return;
    }
    this.#version = version;
    this.set({ estimate: null, problem: null });
    if (version !== "") this.read();
  }

  async read() {
    const [version, frames] = [this.#version, this.#frames];
    try {
      const answer = await get(`${this.path}/estimate`);
      if (version === this.#version && frames === this.#frames) this.set({ estimate: answer.data, problem: null });
    } catch (problem) {
      if (version === this.#version) this.set({ problem });
    }
  }
}
