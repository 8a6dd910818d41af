// @ts-check
/** API keys. Errors: Problem. */

import { change, get, SESSION } from "./client.js";

const KEYS = "/api/v3/keys";

/**
 * @typedef {object} ApiKey
 * @property {string} id
 * @property {string} [key] The key itself; only in the answer that made it.
 * @property {string} name
 * @property {string | null} clientId Null: of all clients.
 * @property {string[]} scopes
 * @property {string} createdAt
 * @property {string | null} expiresAt
 * @property {string | null} revokedAt
 * @property {string | null} lastUsedAt
 */

/**
 * @typedef {object} Session
 * @property {boolean} required
 * @property {boolean} signedIn
 * @property {string} name
 * @property {string | null} clientId Null: of all clients.
 * @property {string[]} scopes
 */

/** @returns {Promise<Session>} */
export async function session() {
  return (await get(SESSION)).data;
}

/**
 * Return whether the session's key has the scope.
 *
 * @param {Session | null} who
 * @param {string} scope
 */
export function may(who, scope) {
  return who !== null && (who.scopes.includes(scope) || who.scopes.includes("admin"));
}

/**
 * @param {string | null} cursor Of the page before.
 * @returns {Promise<{data: ApiKey[], nextCursor: string | null}>} Newest first.
 */
export async function keysPage(cursor) {
  return await get(KEYS, { query: { limit: 50, cursor } });
}

/**
 * @param {Record<string, unknown>} wanted
 * @param {string} request Idempotency key.
 * @returns {Promise<ApiKey>} With the key itself.
 */
export async function makeKey(wanted, request) {
  return (await change("POST", KEYS, wanted, { key: request })).data;
}

/**
 * @param {string} id
 * @param {number} overlapSeconds How long the key until now stays good.
 * @param {string} request Idempotency key.
 * @returns {Promise<ApiKey>} With the key itself.
 */
export async function rotateKey(id, overlapSeconds, request) {
  return (await change("POST", `${KEYS}/${id}/rotate`, { overlapSeconds }, { key: request })).data;
}

/**
 * @param {string} id
 * @returns {Promise<ApiKey>}
 */
export async function revokeKey(id) {
  return (await change("DELETE", `${KEYS}/${id}`)).data;
}
