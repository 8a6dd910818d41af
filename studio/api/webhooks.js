// @ts-check
/** Webhook endpoints and what was sent to them. Errors: Problem. */

import { change, get } from "./client.js";

const WEBHOOKS = "/api/v3/webhooks";

/**
 * @typedef {object} Webhook
 * @property {string} id
 * @property {"webhook" | "slack" | "email"} kind
 * @property {string} url
 * @property {string[]} events Empty: all.
 * @property {string | null} clientId Null: told of the films of all clients.
 * @property {boolean} enabled
 * @property {"asked" | "failing" | "gone" | null} disabledReason
 * @property {string | null} [secret] Only in the answer that made it; the other kinds have none.
 */

/**
 * @typedef {object} Delivery
 * @property {string} id
 * @property {string} eventType
 * @property {"waiting" | "sending" | "delivered" | "failed" | "cancelled"} status
 * @property {number} attempts
 * @property {string} createdAt
 */

/**
 * @param {string | null} cursor Of the page before.
 * @returns {Promise<{data: Webhook[], nextCursor: string | null}>} Newest first.
 */
export async function webhooksPage(cursor) {
  return await get(WEBHOOKS, { query: { limit: 50, cursor } });
}

/**
 * @param {Record<string, unknown>} wanted
 * @param {string} request Idempotency key.
 * @returns {Promise<Webhook>} With its secret.
 */
export async function makeWebhook(wanted, request) {
  return (await change("POST", WEBHOOKS, wanted, { key: request })).data;
}

/** @param {string} id */
export async function deleteWebhook(id) {
  await change("DELETE", `${WEBHOOKS}/${id}`);
}

/**
 * Send it something that shows that messages arrive.
 *
 * @param {string} id
 * @param {string} request Idempotency key.
 */
export async function testWebhook(id, request) {
  await change("POST", `${WEBHOOKS}/${id}/test`, undefined, { key: request });
}

/**
 * @param {string} id
 * @returns {Promise<Delivery[]>} The newest 20, newest first.
 */
export async function deliveriesOf(id) {
  return (await get(`${WEBHOOKS}/${id}/deliveries`, { query: { limit: 20 } })).data;
}
