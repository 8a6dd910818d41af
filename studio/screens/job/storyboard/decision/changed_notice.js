// @ts-check
/** Says why an approval was refused: another revision or another amount than the person had seen. */

import { Problem } from "../../../../api/client.js";
import { element, setChildren } from "../../../../page/element.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

const texts = words.board.changed;

export class ChangedNotice {
  /** @param {import("../board_state.js").Board} board */
  constructor(board) {
    this.board = board;
    this.element = element("div", { role: "alert" });
  }

  /**
   * Show the problem, if it is of this kind.
   *
   * @param {unknown} problem
   * @param {number} revision What the person has seen.
   * @param {number | null} amount What the person has seen.
   * @returns {boolean} Whether it is.
   */
  show(problem, revision, amount) {
    if (!(problem instanceof Problem) || problem.status !== 409) return false;
    const now = Number(problem.body.storyboardRevision ?? revision);
    const costs = problem.body.amount;
    const isOtherRevision = now !== revision;
    const isOtherAmount = typeof costs === "number" && costs !== amount;
    const compare = () => this.board.set({ compared: { from: revision, to: now } });
    setChildren(
      this.element,
      element(
        "div",
        { class: "notice warning" },
        element(
          "p",
          {},
          element("strong", {}, texts.title),
          " ",
          isOtherRevision && `${texts.revision(now, revision)} `,
          isOtherAmount && `${texts.amount(money(Number(costs)), amount === null ? "–" : money(amount))} `,
          isOtherRevision || isOtherAmount ? texts.look : problem.message,
        ),
        isOtherRevision && element("button", { type: "button", class: "slim", onclick: compare }, texts.compare),
      ),
    );
    return true;
  }

  clear() {
    this.element.replaceChildren();
  }
}
