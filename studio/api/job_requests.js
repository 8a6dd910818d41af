// @ts-check
/** What people ask of a job. Each call answers with what the API answered; errors: Problem. */

import { change, get } from "./client.js";

/** @typedef {import("./types.js").Job} Job */
/** @typedef {import("./types.js").Take} Take */
/** @typedef {import("./types.js").Note} Note */

/**
 * Act on a job, for example `{action: "retry_failed_scenes"}`.
 *
 * @param {string} job Its id.
 * @param {{action: string, [field: string]: unknown}} action
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Job>} The job after the action.
 */
export async function act(job, action, key) {
  return (await change("POST", `/api/v3/jobs/${job}/actions`, action, { key })).data;
}

/**
 * Set what a job may cost, in US dollars.
 *
 * @param {string} job
 * @param {number} dollars
 * @returns {Promise<Job>}
 */
export async function setBudget(job, dollars) {
  return (await change("PATCH", `/api/v3/jobs/${job}`, { production: { maxCost: dollars } })).data;
}

/**
 * Change what is added to a film's footage, and how its scenes are filmed from then on.
 *
 * @param {string} job
 * @param {Record<string, unknown>} changes Fields of `production`.
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Job>}
 */
export async function changeProduction(job, changes, key) {
  return (await change("PATCH", `/api/v3/jobs/${job}`, { production: changes }, { key })).data;
}

/**
 * Return a scene's takes, oldest first.
 *
 * @param {string} job
 * @param {string} scene Its id.
 * @returns {Promise<Take[]>}
 */
export async function takesOf(job, scene) {
  return (await get(`/api/v3/jobs/${job}/scenes/${scene}/takes`)).takes;
}

/**
 * Put a take into the film.
 *
 * @param {string} job
 * @param {string} scene
 * @param {string} take
 */
export async function selectTake(job, scene, take) {
  await change("POST", `/api/v3/jobs/${job}/scenes/${scene}/takes/${take}/select`);
}

/**
 * Have drafts filmed by the final model.
 *
 * @param {string} job
 * @param {number[]} [sceneNumbers] Without them: of all scenes whose clip is a draft.
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Job>}
 */
export async function finishScenes(job, sceneNumbers, key) {
  return (await change("POST", `/api/v3/jobs/${job}/finish`, sceneNumbers ? { sceneNumbers } : {}, { key })).data;
}

/**
 * Put the scenes into this order.
 *
 * @param {string} job
 * @param {string[]} scenes The ids of all of them.
 * @param {string} [key] Idempotency key.
 */
export async function orderScenes(job, scenes, key) {
  await change("PUT", `/api/v3/jobs/${job}/scenes/order`, { scene_ids: scenes }, { key });
}

/**
 * @param {string} job
 * @param {{text: string, [field: string]: unknown}} note Its text, author, and what it is about.
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Note>}
 */
export async function addNote(job, note, key) {
  return (await change("POST", `/api/v3/jobs/${job}/notes`, note, { key })).data;
}

/**
 * @param {string} job
 * @param {string} note
 * @param {{text?: string, status?: "open" | "resolved"}} changes
 * @returns {Promise<Note>}
 */
export async function changeNote(job, note, changes) {
  return (await change("PATCH", `/api/v3/jobs/${job}/notes/${note}`, changes)).data;
}

/**
 * @param {string} job
 * @param {string} note
 */
export async function deleteNote(job, note) {
  await change("DELETE", `/api/v3/jobs/${job}/notes/${note}`);
}
