// @ts-check
/**
 * Server-sent events over `fetch`: unlike EventSource it shows the answer's status, and the comments that the API sends
 * in silence, by whose absence a connection is known to be dead.
 */

import { Problem, send } from "../api/client.js";

/** The API sends a comment after 15 s without an event. */
const LONGEST_SILENCE = 40_000;

/** The comments by which the API says that its database does not answer, and that it does again. */
const COMMENTS = { "the database does not answer": "outage", "the database answers again": "recovery" };

/**
 * An event of the API; or of the kinds `outage` and `recovery`, without id and data.
 *
 * @typedef {{id: string, kind: string, data: any}} StreamEvent
 */

/**
 * Yield the events of a stream until it ends. Errors: Problem, also when nothing arrives for a while.
 *
 * @param {string} path
 * @param {Record<string, string | undefined>} query
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<StreamEvent>}
 */
export async function* events(path, query, signal) {
  const connection = new AbortController();
  const ended = () => connection.abort(signal.reason);
  signal.addEventListener("abort", ended);
  let silence = setTimeout(() => connection.abort(), LONGEST_SILENCE);
  try {
    const answer = await send("GET", path, { query, signal: connection.signal });
    const chunks = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await chunks.read();
      if (done) return;
      clearTimeout(silence);
      silence = setTimeout(() => connection.abort(), LONGEST_SILENCE);
      text += decoder.decode(value, { stream: true });
      const blocks = text.replaceAll("\r\n", "\n").split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parse(block);
        if (event !== null) yield event;
      }
    }
  } catch (error) {
    if (signal.aborted || error instanceof Problem) throw error;
    throw new Problem(0, { retryable: true });
  } finally {
    clearTimeout(silence);
    signal.removeEventListener("abort", ended);
    connection.abort();
  }
}

/**
 * @param {string} block
 * @returns {StreamEvent | null} None for another comment.
 */
function parse(block) {
  /** @type {Record<string, string>} */
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  const comment = COMMENTS[/** @type {keyof typeof COMMENTS} */ (block.replace(/^: /, ""))];
  if (comment !== undefined) return { id: "", kind: comment, data: null };
  return fields.data === undefined
    ? null
    : { id: fields.id ?? "", kind: fields.event ?? "message", data: JSON.parse(fields.data) };
}
