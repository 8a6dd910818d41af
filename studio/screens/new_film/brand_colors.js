// @ts-check
/** The colours of a brand: typed as a list, or chosen one by one, and shown as they are. */

import { element, setChildren } from "../../page/element.js";
import { words } from "../../words/words.js";

/**
 * Return the colours of a list as it is typed. Whether they are colours is for the API to say.
 *
 * @param {string} text
 */
export function colorsIn(text) {
  return text.split(/[\s,;]+/).filter((each) => each !== "");
}

export class BrandColors {
  /** @param {(color: string) => void} add Adds a colour to the list. */
  constructor(add) {
    this.swatches = element("span", { class: "swatches", "aria-hidden": "true" });
    const name = words.sound.addColour;
    const picker = element("input", { type: "color", "aria-label": name, title: name });
    picker.addEventListener("input", (event) => event.stopPropagation());
    picker.addEventListener("change", () => add(picker.value));
    this.element = element("div", { class: "brand-colors" }, picker, this.swatches);
  }

  /** @param {string} text The list. */
  show(text) {
    setChildren(this.swatches, ...colorsIn(text).map(swatch));
  }
}

/** @param {string} color */
function swatch(color) {
  const shown = element("span");
  // A value that is no colour is ignored here.
  shown.style.backgroundColor = color;
  return shown;
}
