// @ts-check
/** Links by which people without an account open one film. Errors: Problem. */

import { change, get } from "./client.js";

/**
 * @typedef {object} ReviewLink
 * @property {string} id
 * @property {string} [url] Only in the answer that made it.
 * @property {"view" | "comment" | "approve"} permission
 * @property {string | null} label
 * @property {string | null} expiresAt
 * @property {boolean} hasPassword
 * @property {boolean} allowDownload
 * @property {boolean} showCost
 * @property {string} createdAt
 * @property {string | null} revokedAt
 * @property {number} opened How often.
 * @property {string | null} lastOpenedAt
 */

/**
 * @param {string} job
 * @returns {Promise<ReviewLink[]>}
 */
export async function linksOf(job) {
  return (await get(`/api/v3/jobs/${job}/review-links`)).data;
}

/**
 * @param {string} job
 * @param {Record<string, unknown>} link
 * @param {string} key Idempotency key.
 * @returns {Promise<ReviewLink>} With its URL.
 */
export async function makeLink(job, link, key) {
  return (await change("POST", `/api/v3/jobs/${job}/review-links`, link, { key })).data;
}

/**
 * @param {string} job
 * @param {string} link
 * @returns {Promise<ReviewLink>}
 */
export async function revokeLink(job, link) {
  return (await change("DELETE", `/api/v3/jobs/${job}/review-links/${link}`)).data;
}
