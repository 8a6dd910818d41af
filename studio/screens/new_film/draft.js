// @ts-check
/** What a person has typed and not sent, kept in this browser; and the clients that they worked for. */

const DRAFT = "greenlight-new-film";
const CLIENTS = "greenlight-clients";
const KEPT_CLIENTS = 12;

/** @typedef {import("./asset_item.js").AssetReference} AssetReference */

/**
 * @typedef {object} Draft
 * @property {Record<string, string>} fields What the fields hold, by their paths.
 * @property {Record<string, any>} rest The part of a pasted brief for which there is no field.
 * @property {AssetReference[]} assets
 * @property {{key: string, body: string} | null} attempt What was sent last without an answer.
 */

/** @returns {Draft | null} */
export function readDraft() {
  return read(DRAFT);
}

/** @param {Draft | null} draft None: there is nothing to be kept. */
export function keepDraft(draft) {
  if (draft === null) localStorage.removeItem(DRAFT);
  else write(DRAFT, draft);
}

/** @returns {string[]} The last one first. */
export function lastClients() {
  return read(CLIENTS) ?? [];
}

/** @param {string} client */
export function rememberClient(client) {
  write(CLIENTS, [client, ...lastClients().filter((each) => each !== client)].slice(0, KEPT_CLIENTS));
}

/** @param {string} name */
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // The storage is full or forbidden: then there is no draft after a reload, and nothing else is lost.
  }
}
