// @ts-check
/** What the choices of a scene's fields are called in the page's language. */

import { words } from "../../../../words/words.js";

/** @type {Record<string, Record<string, string>>} */
const NAMES = { scenario: words.scenario, shotType: words.shot, transition: words.board.transitions };

/**
 * Return what a choice is called; the value itself if it has no name.
 *
 * @param {string} field
 * @param {string} value
 */
export function choiceName(field, value) {
  return NAMES[field]?.[value] ?? value;
}
