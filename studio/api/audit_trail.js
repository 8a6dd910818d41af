// @ts-check
/** Who did what to a film. Errors: Problem. */

import { get } from "./client.js";

const PAGE_SIZE = 20;

/**
 * @typedef {object} AuditEntry
 * @property {string} id
 * @property {string} at
 * @property {string} action
 * @property {"key" | "link" | "anonymous" | "temporal" | "auto" | "system"} by
 * @property {string} name Of the key, or what the guest of a link gave.
 * @property {string | null} label Of the link.
 * @property {"applied" | "unchanged" | "refused"} outcome
 * @property {Record<string, any>} details
 * @property {{code: string, message: string} | null} refusal
 */

/**
 * @param {string} job
 * @param {string | null} cursor Of the page before.
 * @returns {Promise<{data: AuditEntry[], nextCursor: string | null}>} Newest first.
 */
export async function auditPage(job, cursor) {
  return await get(`/api/v3/jobs/${job}/audit`, { query: { limit: PAGE_SIZE, cursor } });
}
