// @ts-check
/** Who makes clips, and what their models can do. Errors: Problem. */

import { get } from "./client.js";

/**
 * @typedef {object} VideoModel What one model can do.
 * @property {string} model
 * @property {boolean} isDefault
 * @property {boolean} firstFrame
 * @property {boolean} lastFrame
 * @property {number} references How many reference pictures it takes.
 * @property {boolean} referencesExcludeFrames
 * @property {number[]} referenceSeconds Of the clips with which it takes them; empty: all.
 * @property {"none" | "optional" | "always"} audio
 * @property {boolean} seed
 * @property {string | null} draft The cheap model of the same provider.
 */

/**
 * @typedef {object} Provider
 * @property {string} provider
 * @property {boolean} isDefault
 * @property {boolean} isConfigured
 * @property {VideoModel[]} models
 */

/** @type {Promise<Provider[]> | null} */
let known = null;

/**
 * Return the providers. They are read once: they change with the service's settings only.
 *
 * @returns {Promise<Provider[]>}
 */
export function providers() {
  known ??= get("/api/v3/providers").then((answer) => answer.data.providers).catch((problem) => {
    known = null;
    throw problem;
  });
  return known;
}
