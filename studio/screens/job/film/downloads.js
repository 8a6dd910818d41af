// @ts-check
/** What can be taken home of a film. */

import { element } from "../../../page/element.js";
import { words } from "../../../words/words.js";

/**
 * Make the links.
 *
 * @param {string} path The path of the job's routes.
 * @returns {HTMLElement}
 */
export function downloads(path) {
  const texts = words.film;
  const link = (/** @type {string} */ text, /** @type {string} */ address, kind = "button") =>
    element("a", { class: kind, href: `${path}${address}`, download: true }, text);
  return element(
    "nav",
    { class: "buttons downloads", "aria-label": texts.downloads },
    link(texts.downloadFilm, "/video", "button primary"),
    link(texts.captions, "/captions"),
    link(words.sound.subtitles, "/captions?format=srt"),
    link(texts.stills, "/stills"),
    link(texts.manifest, "/manifest?download=true"),
  );
}
