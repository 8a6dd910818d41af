// @ts-check
/** A picture of the film's format beside the field that chooses it. */

import { element } from "../../page/element.js";

/** @param {import("./brief_field.js").BriefField | undefined} field */
export function showFormat(field) {
  if (!field?.input) return;
  let shape = /** @type {HTMLElement | null} */ (field.querySelector(".format-shape"));
  if (shape === null) {
    shape = element("span", { class: "format-shape", "aria-hidden": "true" });
    field.append(shape);
    field.classList.add("with-shape");
    field.addEventListener("input", () => showFormat(field));
  }
  shape.dataset.format = field.raw;
}
