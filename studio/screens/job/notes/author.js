// @ts-check
/** The name under which this browser's notes appear. It is asked once. */

import { words } from "../../../words/words.js";

const KEY = "greenlight-name";

/** What the API calls those who gave no name. */
const NAMELESS = ["", "anonymous", "key", "link"];

/** Return the name; empty if none was given. */
export const author = () => localStorage.getItem(KEY) ?? "";

/** @param {string} name */
export function remember(name) {
  if (name.trim()) localStorage.setItem(KEY, name.trim());
}

/**
 * Return who wrote a note.
 *
 * @param {import("../../../api/types.js").Note} note
 * @returns {string}
 */
export function authorOf(note) {
  return NAMELESS.includes(note.author) ? words.notes.nobody : note.author;
}
