// @ts-check
/** The decisions on a storyboard, as requests. One that is tried again is sent under the same key. */

import { change, newKey } from "../../../../api/client.js";
import { confirm } from "../../../../controls/confirm.js";
import { words } from "../../../../words/words.js";

const texts = words.board;

export class Decisions {
  #attempt = { content: "", key: "" };

  /** @param {import("../../../../live/job_store.js").JobStore} store */
  constructor(store) {
    this.store = store;
  }

  /**
   * @param {number} storyboardRevision
   * @param {number | null} amount What the estimate said, in US dollars; null if that is unknown.
   */
  approve(storyboardRevision, amount) {
    return this.#act({
      action: "approve_storyboard",
      storyboardRevision,
      ...(amount === null ? {} : { amount }),
    });
  }

  /** @param {string} feedback */
  sendBack(feedback) {
    return this.#act({ action: "reject_storyboard", feedback });
  }

  /** @param {string} feedback May be empty. */
  rewriteAll(feedback) {
    return this.#act({ action: "regenerate_all_scenes", ...(feedback ? { feedback } : {}) });
  }

  cancel() {
    return this.#act({ action: "cancel" });
  }

  wantsToCancel() {
    return confirm(texts.cancelQuestion, texts.cancelYes, texts.cancelExplanation);
  }

  /** @param {Record<string, unknown>} action */
  async #act(action) {
    const content = JSON.stringify(action);
    if (content !== this.#attempt.content) this.#attempt = { content, key: newKey() };
    const { key } = this.#attempt;
    try {
      const { data } = await change("POST", `${this.store.path}/actions`, action, { key });
      this.store.show(data);
      this.#attempt = { content: "", key: "" };
    } catch (problem) {
      // A refusal is an answer, which the same key would only repeat.
      if (!(problem instanceof Error && "retryable" in problem && problem.retryable)) this.#attempt.content = "";
      throw problem;
    }
  }
}
