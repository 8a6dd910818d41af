// @ts-check
/** What is open and under way on the board of one person: not what the API knows. */

import { Store } from "../../../live/store.js";

/** @typedef {{id: string, number: number}} DeletedScene */

/**
 * @typedef {object} BoardState
 * @property {readonly string[] | null} order Ids of the scenes in an order that is being saved.
 * @property {string} rewriting Id of the scene whose feedback is being written; empty: of none.
 * @property {string} rewritten Id of the scene that this person is having rewritten; empty: of none.
 * @property {string} adding After which scene one is being added: its id, "end", or empty for none.
 * @property {string} playing Id of the scene that the player shows.
 * @property {readonly DeletedScene[]} deleted Scenes deleted here, that can be restored.
 * @property {number} changes How many requests that change the storyboard are under way.
 * @property {{from: number, to: number} | null} compared The revisions that are shown side by side.
 */

/** @extends {Store<BoardState>} */
export class Board extends Store {
  constructor() {
    super({
      order: null,
      rewriting: "",
      rewritten: "",
      adding: "",
      playing: "",
      deleted: [],
      changes: 0,
      compared: null,
    });
  }

  /**
   * Count a request as under way until it is answered.
   *
   * @template Answer
   * @param {() => Promise<Answer>} request
   * @returns {Promise<Answer>}
   */
  async during(request) {
    this.set({ changes: this.value.changes + 1 });
    try {
      return await request();
    } finally {
      this.set({ changes: this.value.changes - 1 });
    }
  }
}
