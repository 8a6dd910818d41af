// @ts-check
/** The fields of a scene's text: what they are called here and at the API, and how they are edited. */

import { filmingOf } from "./filming_value.js";

/** @typedef {import("../../../../api/types.js").Scene} Scene */
/** @typedef {import("../../../../api/types.js").Filming} Filming */
/** @typedef {string | number | readonly string[] | Filming} FieldValue */

/**
 * @typedef {object} Field
 * @property {string} name In a job.
 * @property {string} apiName In requests to the scene.
 * @property {"paragraph" | "seconds" | "choice" | "assets" | "filming"} kind
 */

/** @type {readonly Field[]} */
export const MAIN_FIELDS = [
  { name: "script", apiName: "script", kind: "paragraph" },
  { name: "description", apiName: "description", kind: "paragraph" },
  { name: "duration", apiName: "duration", kind: "seconds" },
  { name: "shotType", apiName: "shot_type", kind: "choice" },
  { name: "transition", apiName: "transition", kind: "choice" },
];

/** @type {readonly Field[]} */
export const FURTHER_FIELDS = [
  { name: "scenario", apiName: "scenario", kind: "choice" },
  ...["visual", "camera", "lighting", "audio", "music", "effects", "dialog"].map((name) => (
    { name, apiName: name, kind: /** @type {const} */ ("paragraph") }
  )),
  { name: "assets", apiName: "assets", kind: "assets" },
];

/** @type {readonly Field[]} */
export const FILMING_FIELDS = [{ name: "filming", apiName: "filming", kind: "filming" }];

export const FIELDS = [...MAIN_FIELDS, ...FURTHER_FIELDS, ...FILMING_FIELDS];

/** Those of which two values can be compared word by word. */
export const TEXT_FIELDS = FIELDS.filter(({ kind }) => kind !== "assets" && kind !== "filming");

/** What each field of the kind "choice" may be. */
export const CHOICES = /** @type {Record<string, readonly string[]>} */ ({
  scenario: ["hook", "problem", "solution", "cta"],
  shotType: ["wide", "medium", "close-up", "product"],
  transition: ["cut", "crossfade", "fade"],
});

/**
 * Return whether two values of a field are the same.
 *
 * @param {FieldValue | undefined} one
 * @param {FieldValue | undefined} other
 */
export function isSame(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Return the values of a scene's fields.
 *
 * @param {Scene} scene As a job shows it.
 * @returns {Record<string, FieldValue>}
 */
export function valuesOf(scene) {
  const values = /** @type {Record<string, any>} */ (scene);
  return Object.fromEntries(FIELDS.map(({ name, kind }) => [name, valueOf(kind, values[name])]));
}

/**
 * Return the values of a scene's fields.
 *
 * @param {Record<string, any>} scene As its own routes show it.
 * @returns {Record<string, FieldValue>}
 */
export function valuesOfAnswer(scene) {
  return Object.fromEntries(FIELDS.map(({ name, apiName, kind }) => [name, valueOf(kind, scene[apiName])]));
}

/**
 * @param {Field["kind"]} kind
 * @param {any} given
 * @returns {FieldValue}
 */
function valueOf(kind, given) {
  if (kind === "filming") return filmingOf(given);
  return given ?? (kind === "assets" ? [] : "");
}
