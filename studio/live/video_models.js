// @ts-check
/** What the video models of a job can do. */

import { providers } from "../api/providers.js";
import { vendorName } from "../words/vendors.js";

/** @typedef {import("../api/providers.js").VideoModel} VideoModel */
/** @typedef {import("../api/providers.js").Provider} Provider */

/**
 * @typedef {object} JobModel
 * @property {string} name For people.
 * @property {VideoModel | null} can Null: nobody knows.
 */

/**
 * Return the models that film a job: the one of its drafts, if it has any, and the one that was chosen.
 *
 * @param {Record<string, any>} production Of the job.
 * @returns {Promise<JobModel[]>}
 */
export async function modelsOf(production) {
  const known = await providers();
  const provider = providerOf(known, production.provider ?? null);
  if (!provider) return [{ name: String(production.provider), can: null }];
  const chosen = modelOf(provider, production.model || null);
  const models = [named(provider, chosen, production.model)];
  if (production.draft && chosen?.draft) models.unshift(named(provider, modelOf(provider, chosen.draft), chosen.draft));
  return models;
}

/**
 * Return the provider of this name; the usual one if there is none.
 *
 * @param {readonly Provider[]} known
 * @param {string | null} name
 */
export function providerOf(known, name) {
  return known.find((each) => name ? each.provider === name : each.isDefault) ?? null;
}

/**
 * Return the provider's model of this name; the usual one if there is none; null if it is not known.
 *
 * @param {Provider} provider
 * @param {string | null} name
 */
export function modelOf(provider, name) {
  return provider.models.find((each) => name ? each.model === name : each.isDefault) ?? null;
}

/**
 * @param {Provider} provider
 * @param {VideoModel | null} can
 * @param {string} model
 * @returns {JobModel}
 */
function named({ provider }, can, model) {
  const own = can?.model ?? model;
  return { name: provider === "animatic" || !own ? vendorName(provider) : `${vendorName(provider)} · ${own}`, can };
}
