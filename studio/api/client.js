// @ts-check
/** Requests to the API. Every failure is a Problem, which says what went wrong in words for a person. */

import { words } from "../words/words.js";

/** Where a key is exchanged for a session. */
export const SESSION = "/api/v3/session";

/**
 * What the API refused and why (RFC 9457), or why there is no answer: then `status` is 0 and `retryable` true.
 */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{code?: string, title?: string, detail?: string, retryable?: boolean, errors?: FieldError[], [name: string]: unknown}} body
   */
  constructor(status, body) {
    super(body.detail || body.title || words.problems.unknown(status));
    this.status = status;
    this.code = body.code ?? "";
    this.retryable = body.retryable ?? status >= 500;
    /** Which field of the request is wrong, and why. */
    this.errors = body.errors ?? [];
    this.body = body;
  }
}

/** @typedef {{path: string, message: string}} FieldError */

/**
 * @typedef {object} Options
 * @property {unknown} [body] Sent as JSON; a FormData as it is.
 * @property {Record<string, string | number | boolean | null | undefined>} [query] Those with a value are sent.
 * @property {Record<string, string>} [headers]
 * @property {AbortSignal} [signal]
 * @property {boolean} [keepalive] Send it also if the page is left meanwhile; for bodies of a few kilobytes.
 * @property {string} [key] Idempotency key of a change: one that is sent again under the same key is made once.
 */

/**
 * Send a request and return the answer. Errors: Problem.
 *
 * @param {string} method
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<Response>}
 */
export async function send(
  method,
  path,
  { body, query = {}, headers = {}, signal, keepalive = false, key = newKey() } = {},
) {
  const isForm = body instanceof FormData;
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  const answer = await fetch(given.length ? `${path}?${search}` : path, {
    method,
    signal,
    keepalive,
    credentials: "same-origin",
    headers: {
      ...(body === undefined || isForm ? {} : { "Content-Type": "application/json" }),
      ...(["POST", "PUT", "DELETE"].includes(method) ? { "Idempotency-Key": key } : {}),
      ...headers,
    },
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
  }).catch((error) => {
    if (error.name === "AbortError") throw error;
    throw new Problem(0, { detail: words.problems.unreachable, retryable: true });
  });
  if (answer.ok) return answer;
  if (answer.status === 401 && path !== SESSION) {
    dispatchEvent(new Event("greenlight-signed-out"));
    throw new Problem(401, { detail: words.problems.signedOut });
  }
  throw new Problem(answer.status, await answer.json().catch(() => ({})));
}

/**
 * Read JSON. Errors: Problem.
 *
 * @param {string} path
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function get(path, options) {
  return await (await send("GET", path, options)).json();
}

/**
 * Make a change and return the answer's JSON. Errors: Problem.
 *
 * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Options} [options]
 * @returns {Promise<any>}
 */
export async function change(method, path, body, options) {
  return await (await send(method, path, { body, ...options })).json();
}

/**
 * Make an idempotency key.
 *
 * @returns {string}
 */
export function newKey() {
  // `crypto.randomUUID` exists on https and localhost only.
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
