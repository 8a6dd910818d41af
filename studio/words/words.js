// @ts-check
/** The language of the page: the one chosen before, else the browser's, else English. */

import { de } from "./de.js";
import { en } from "./en.js";

/** @type {Record<string, typeof en>} */
const LANGUAGES = { en, de };
const CHOICE = "greenlight-language";

/** The languages that there are, as they call themselves. */
export const LANGUAGE_NAMES = { en: "English", de: "Deutsch" };

/** The tag of the language that is shown. */
export const language = [localStorage.getItem(CHOICE), ...navigator.languages.map((tag) => tag.slice(0, 2))]
  .find((tag) => tag !== null && tag in LANGUAGES) ?? "en";

/** The texts of the page in its language. */
export const words = LANGUAGES[language];

/**
 * Show the page in another language.
 *
 * @param {string} tag
 */
export function choose(tag) {
  localStorage.setItem(CHOICE, tag);
  location.reload();
}
