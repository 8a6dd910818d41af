// @ts-check
/** The names of who makes clips. */

import { words } from "./words.js";

/**
 * Return the name of a provider; of one that has none here, what the API calls it.
 *
 * @param {string | null} provider
 * @returns {string}
 */
export function vendorName(provider) {
  if (provider === null) return words.filming.theVendor;
  return words.vendors[/** @type {keyof typeof words.vendors} */ (provider)] ?? provider;
}
