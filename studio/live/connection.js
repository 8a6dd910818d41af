// @ts-check
/**
 * Keep something that is shown as it is at the API: a snapshot first, then events, and after a lost connection both
 * again. While the page is hidden it is not connected, because a browser opens only six connections to one host.
 */

import { events } from "./event_stream.js";

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 8_000;
/** Events of the page after which it is tried at once. */
const RETURNS = ["online", "greenlight-signed-in"];

/** @typedef {"connecting" | "live" | "lost"} ConnectionState */

/**
 * @typedef {object} Source
 * @property {string} path Of the stream.
 * @property {Record<string, string | undefined>} [query] Of the stream.
 * @property {() => Promise<string | null>} snapshot Reads everything anew; returns the id of the newest event before it.
 * @property {(event: import("./event_stream.js").StreamEvent) => void} event
 * @property {(state: ConnectionState, problem: unknown) => void} state
 */

/**
 * Stay connected until the returned function is called.
 *
 * @param {Source} source
 * @returns {() => void}
 */
export function connect(source) {
  const ended = new AbortController();
  stay(source, ended.signal);
  return () => ended.abort();
}

/**
 * @param {Source} source
 * @param {AbortSignal} ended
 */
async function stay(source, ended) {
  let pause = FIRST_PAUSE;
  while (!ended.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    const hide = () => document.hidden && attempt.abort();
    ended.addEventListener("abort", stop);
    addEventListener("offline", stop);
    document.addEventListener("visibilitychange", hide);
    try {
      const last = await source.snapshot();
      if (ended.aborted) return;
      source.state("live", null);
      pause = FIRST_PAUSE;
      const query = { ...source.query, lastEventId: last ?? undefined };
      for await (const event of events(source.path, query, attempt.signal)) await tell(source, event);
    } catch (error) {
      if (ended.aborted) return;
      if (!document.hidden) source.state("lost", error);
    } finally {
      ended.removeEventListener("abort", stop);
      removeEventListener("offline", stop);
      document.removeEventListener("visibilitychange", hide);
    }
    if (document.hidden) await next(document, "visibilitychange", ended);
    else await Promise.race([...RETURNS.map((name) => next(globalThis, name, ended)), elapsed(pause)]);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

/**
 * @param {Source} source
 * @param {import("./event_stream.js").StreamEvent} event
 */
async function tell(source, event) {
  switch (event.kind) {
    case "outage":
      source.state("lost", null);
      break;
    case "recovery":
      source.state("live", null);
      break;
    case "reset": // Events were missed that the API cannot tell any more.
      await source.snapshot();
      break;
    default:
      source.event(event);
  }
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {AbortSignal} ended
 * @returns {Promise<void>}
 */
function next(target, name, ended) {
  return new Promise((resolve) => {
    target.addEventListener(name, () => resolve(), { once: true, signal: ended });
    ended.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * @param {number} milliseconds
 * @returns {Promise<void>}
 */
function elapsed(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds * (0.8 + Math.random() * 0.4)));
}
