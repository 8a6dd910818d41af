// @ts-check
/** A small look at a picture, film or sound. */

import { element } from "../../page/element.js";
import { words } from "../../words/words.js";

/**
 * Make the element that shows what is at the address, or says what it is.
 *
 * @param {string} type image, video or audio; another is not shown.
 * @param {string | null} address
 * @returns {HTMLElement}
 */
export function preview(type, address) {
  const texts = words.newFilm.assets;
  const unshown = element("span", { class: "help" }, texts.noPreview);
  const onerror = (/** @type {Event} */ event) => /** @type {Element} */ (event.target).replaceWith(unshown);
  if (address === null) return unshown;
  switch (type) {
    case "image":
      return element("img", { src: address, alt: "", onerror });
    case "video":
      return element("video", { src: address, controls: true, muted: true, preload: "metadata", onerror });
    case "audio":
      return element("audio", { src: address, controls: true, preload: "metadata", onerror });
    default:
      return unshown;
  }
}
