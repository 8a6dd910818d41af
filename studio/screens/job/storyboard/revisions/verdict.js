// @ts-check
/** What became of a revision of the storyboard, in one sentence. */

import { dayAndTime, money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

const texts = words.board;

/**
 * Return what became of a revision: who approved it for how much, that it was sent back, that it was changed.
 *
 * @param {import("../../../../api/types.js").Storyboard} storyboard
 * @returns {string}
 */
export function verdict({ verdict, approval }) {
  if (approval) {
    const who = approval.name || texts.approvers[/** @type {keyof typeof texts.approvers} */ (approval.by)];
    if (approval.amount === null) return `${texts.verdicts.approved}, ${who}, ${dayAndTime(approval.at)}`;
    return texts.approvedBy(who, money(approval.amount), dayAndTime(approval.at));
  }
  return verdict === null ? texts.current : texts.verdicts[/** @type {keyof typeof texts.verdicts} */ (verdict)];
}
