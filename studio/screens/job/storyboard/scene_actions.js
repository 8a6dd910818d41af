// @ts-check
/** What can be done with the scenes of a storyboard besides editing their text. */

import { change } from "../../../api/client.js";
import { words } from "../../../words/words.js";

/** @typedef {import("./board_state.js").Board} Board */
/** @typedef {import("../../../live/job_store.js").JobStore} JobStore */

/**
 * @typedef {object} Told
 * @property {(sceneId: string, problem: unknown, retry: (() => void) | null) => void} problem Says that something failed,
 *   at the scene if there is one.
 * @property {(text: string) => void} announce Says to screen readers what happened.
 * @property {(sceneId: string) => void} focusScene At its first field.
 * @property {(sceneId: string) => void} focusHeading
 */

const texts = words.board;

export class SceneActions {
  /**
   * @param {JobStore} store
   * @param {Board} board
   * @param {Told} told
   */
  constructor(store, board, told) {
    this.store = store;
    this.board = board;
    this.told = told;
    this.path = `${store.path}/scenes`;
  }

  /** @param {string} sceneId Of the scene whose feedback is to be written; empty: of none. */
  openRewriting(sceneId) {
    this.board.set({ rewriting: sceneId });
  }

  /** @param {string} place After which scene one is added: its id, "end", or empty for nowhere. */
  openAdding(place) {
    this.board.set({ adding: place });
  }

  /** @returns {string[]} Ids of the scenes as they are shown. */
  order() {
    return [...(this.board.value.order ?? this.store.value.job?.scenes.map((scene) => scene.id) ?? [])];
  }

  /**
   * Move a scene by some places.
   *
   * @param {string} sceneId
   * @param {number} by
   */
  move(sceneId, by) {
    const place = this.order().indexOf(sceneId) + by;
    return this.place(sceneId, place);
  }

  /**
   * Put a scene at a place, counted from 0 in the order without it.
   *
   * @param {string} sceneId
   * @param {number} place
   */
  async place(sceneId, place) {
    const before = this.order();
    const order = before.filter((id) => id !== sceneId);
    order.splice(place, 0, sceneId);
    if (order.join() === before.join()) return;
    this.board.set({ order });
    this.told.announce(texts.moved(place + 1, order.length));
    await this.#try(sceneId, () => change("PUT", `${this.path}/order`, { scene_ids: order }), () => {
      this.place(sceneId, place);
    });
    // A later move may be under way by now; its order stays until it is saved.
    if (this.board.value.order === order) this.board.set({ order: null });
  }

  /**
   * @param {string} sceneId
   * @param {import("./rewrite_form.js").RewriteRequest} request
   * @returns {Promise<boolean>} Whether it is being rewritten.
   */
  async rewrite(sceneId, request) {
    const answer = await this.#try(
      sceneId,
      () => change("POST", `${this.path}/${sceneId}/regenerate`, request),
      null,
    );
    if (answer) this.board.set({ rewriting: "", rewritten: sceneId });
    return Boolean(answer);
  }

  /** @param {string} sceneId */
  async remove(sceneId) {
    const number = this.store.value.job?.scenes.find((scene) => scene.id === sceneId)?.sceneNumber ?? 0;
    const order = this.order();
    const answer = await this.#try(sceneId, () => change("DELETE", `${this.path}/${sceneId}`), null);
    if (!answer) return;
    const place = order.indexOf(sceneId);
    if (document.activeElement === document.body) this.told.focusHeading(order[place + 1] ?? order[place - 1] ?? "");
    this.board.set({ deleted: [...this.board.value.deleted, { id: sceneId, number }] });
    this.told.announce(texts.deleted(number));
  }

  /** @param {string} sceneId */
  async restore(sceneId) {
    const answer = await this.#try("", () => change("POST", `${this.path}/${sceneId}/restore`), null);
    if (!answer) return;
    this.forgetDeleted(sceneId);
    this.told.announce(texts.restored);
    this.told.focusScene(sceneId);
  }

  /** @param {string} sceneId */
  forgetDeleted(sceneId) {
    this.board.set({ deleted: this.board.value.deleted.filter((each) => each.id !== sceneId) });
  }

  /**
   * @param {string} after Id of the scene before it; "end": the last one.
   * @param {string} description
   * @param {string} key Idempotency key of the attempt.
   * @returns {Promise<unknown>} The problem; null when it is added.
   */
  async add(after, description, key) {
    const body = after === "end" ? { description } : { description, after };
    try {
      const { scene } = await this.#send(() => change("POST", this.path, body, { key }));
      this.board.set({ adding: "" });
      this.told.focusScene(scene.id);
      return null;
    } catch (problem) {
      return problem;
    }
  }

  /**
   * @param {string} sceneId
   * @param {() => Promise<any>} request
   * @param {(() => void) | null} retry
   * @returns {Promise<any>} The answer; undefined after a failure, which has been told.
   */
  async #try(sceneId, request, retry) {
    try {
      return await this.#send(request);
    } catch (problem) {
      this.told.problem(sceneId, problem, retry);
      return undefined;
    }
  }

  /**
   * Send it, and show the storyboard as it is then.
   *
   * @param {() => Promise<any>} request
   */
  #send(request) {
    return this.board.during(async () => {
      const answer = await request();
      await this.store.refresh().catch(() => {});
      return answer;
    });
  }
}
