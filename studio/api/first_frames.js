// @ts-check
/** Pictures that are drawn in review, from which clips then begin. Errors: Problem. */

import { change, get } from "./client.js";

/** @typedef {import("./types.js").Job} Job */

/**
 * @typedef {object} FirstFrame
 * @property {string} id
 * @property {string} sceneId
 * @property {number} number Among those of its scene, from 1.
 * @property {"wanted" | "ordering" | "ordered" | "done" | "failed"} status
 * @property {boolean} chosen Whether the clip begins from it.
 * @property {boolean} stale Whether the scene's text has changed since.
 * @property {string | null} url
 * @property {string | null} feedback
 * @property {number} cost In US dollars.
 * @property {import("./types.js").ErrorInfo | null} error
 * @property {string} createdAt
 */

/**
 * Return the first frames of a scene, oldest first.
 *
 * @param {string} job Its id.
 * @param {string} scene Its id.
 * @returns {Promise<FirstFrame[]>}
 */
export async function firstFramesOf(job, scene) {
  return (await get(`/api/v3/jobs/${job}/scenes/${scene}/first-frames`)).data;
}

/**
 * Return all first frames of a job.
 *
 * @param {string} job
 * @returns {Promise<FirstFrame[]>}
 */
export async function allFirstFrames(job) {
  return (await get(`/api/v3/jobs/${job}/first-frames`)).data;
}

/**
 * Have first frames drawn.
 *
 * @param {string} job
 * @param {{sceneNumbers?: number[], feedback?: string}} wanted Without scenes: of all that have none.
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Job>}
 */
export async function drawFirstFrames(job, wanted, key) {
  return (await change("POST", `/api/v3/jobs/${job}/first-frames`, wanted, { key })).data;
}

/**
 * Let a scene's clip begin from this first frame.
 *
 * @param {string} job
 * @param {string} scene
 * @param {string | null} firstFrameId Null: from none.
 * @param {string} [key] Idempotency key.
 * @returns {Promise<Job>}
 */
export async function chooseFirstFrame(job, scene, firstFrameId, key) {
  return (await change("PUT", `/api/v3/jobs/${job}/scenes/${scene}/first-frame`, { firstFrameId }, { key })).data;
}
