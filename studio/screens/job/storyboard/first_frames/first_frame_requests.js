// @ts-check
/** What a person asks about first frames: draw, choose. What is typed in the scenes is saved before they are drawn. */

import { newKey } from "../../../../api/client.js";
import { chooseFirstFrame, drawFirstFrames } from "../../../../api/first_frames.js";
import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/types.js").Job} Job */
/** @typedef {import("../../../../api/types.js").Scene} Scene */
/** @typedef {NonNullable<import("../../../../api/types.js").Estimate["firstFrames"]>} Offer */

/** Whether first frames could be drawn the last time: what is likely until it is known. */
const LIKELY = "greenlight-first-frames";

export class FirstFrameRequests {
  /** @type {Offer | null} */
  #offer = null;
  /** @type {unknown} The estimate of which it is a part; none: it is not known yet. */
  #estimate = null;

  /**
   * @param {import("../../../../live/job_store.js").JobStore} store
   * @param {import("../editing/board_drafts.js").BoardDrafts} drafts
   * @param {import("../decision/estimate_reader.js").EstimateReader} reader
   */
  constructor(store, drafts, reader) {
    this.store = store;
    this.drafts = drafts;
    this.reader = reader;
  }

  /** What can be drawn and for how much, as far as it is known; also while it is read anew. */
  get offer() {
    const { estimate } = this.reader.value;
    if (estimate !== null && estimate !== this.#estimate) {
      this.#estimate = estimate;
      this.#offer = estimate.firstFrames ?? null;
      localStorage.setItem(LIKELY, this.#offer !== null && !this.#offer.problem ? "yes" : "no");
    }
    return this.#offer;
  }

  /** Whether first frames can be drawn now. */
  get mayDraw() {
    return this.#isReviewed && this.offer !== null && !this.offer.problem;
  }

  /** Whether first frames can probably be drawn, while that is not known: their place is kept free until it is. */
  get isLikely() {
    return this.#isReviewed && this.#estimate === null && localStorage.getItem(LIKELY) === "yes";
  }

  get mayChoose() {
    return this.#isReviewed;
  }

  get #isReviewed() {
    return this.store.value.job?.status === "storyboard_review";
  }

  /**
   * Have first frames drawn. Errors: Problem; Error when what is typed could not be saved.
   *
   * @param {Scene | null} scene Null: all that have none.
   * @param {string} [feedback]
   * @param {string} [key] Idempotency key.
   */
  async draw(scene, feedback = "", key = newKey()) {
    await this.drafts.saveAll();
    if (this.drafts.value.isUnsaved) throw new Error(words.board.notYet.error);
    const wanted = {
      ...(scene ? { sceneNumbers: [scene.sceneNumber] } : {}),
      ...(feedback ? { feedback } : {}),
    };
    this.store.show(await drawFirstFrames(this.store.id, wanted, key));
  }

  /**
   * Let a scene begin from this first frame. Errors: Problem.
   *
   * @param {string} sceneId
   * @param {string | null} firstFrameId Null: from none.
   * @param {string} [key] Idempotency key.
   */
  async choose(sceneId, firstFrameId, key = newKey()) {
    this.store.show(await chooseFirstFrame(this.store.id, sceneId, firstFrameId, key));
  }
}
