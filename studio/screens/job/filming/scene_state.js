// @ts-check
/** The state of a scene in plain words: what is happening, what comes next, and what a person can do. */

import { number, wait } from "../../../words/formats.js";
import { vendorName } from "../../../words/vendors.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Scene} Scene */

/**
 * @typedef {object} SceneState
 * @property {string} text
 * @property {number | null} done What the progress bar shows, 0 to 1; null: nobody knows how long it takes.
 * @property {"waiting" | "busy" | "good" | "warning" | "bad"} kind
 */

/**
 * Say how a scene is doing at this time.
 *
 * @param {Scene} scene
 * @param {number} now In milliseconds since 1970.
 * @returns {SceneState}
 */
export function sceneState(scene, now) {
  const texts = words.filming;
  const { waitingFor } = scene;
  switch (scene.status) {
    case "completed":
      return { text: texts.filmed, done: 1, kind: "good" };
    case "failed":
      return { text: texts.failed, done: 0, kind: "bad" };
    case "processing":
      return { ...beingMade(scene), kind: "busy" };
    default: {
      const seconds = secondsUntilRetry(scene, now);
      if (seconds !== null) {
        const text = seconds > 0
          ? texts.nextTry(scene.attempt + 1, wait(seconds))
          : texts.tryingAgain(scene.attempt + 1);
        return { text, done: 0, kind: "warning" };
      }
      return { text: waiting(waitingFor), done: 0, kind: "waiting" };
    }
  }
}

/** @param {Scene["waitingFor"]} waitingFor */
function waiting(waitingFor) {
  const texts = words.filming;
  const vendor = vendorName(waitingFor?.provider ?? null);
  switch (waitingFor?.what) {
    case "vendor_capacity":
      return texts.queued(waitingFor.ahead, vendor);
    case "vendor_down":
      return texts.vendorDown(vendor);
    case "text":
      return texts.rewriting;
    case "assets":
      return texts.fetching;
    case "previous_scene":
      return words.wishes.previousScene;
    case "first_frame":
      return words.firstFrames.awaited;
    default:
      return waitingFor?.ahead ? texts.behind(waitingFor.ahead) : texts.waiting;
  }
}

/**
 * @param {Scene} scene
 * @returns {{text: string, done: number | null}}
 */
function beingMade({ progress, waitingFor }) {
  const texts = words.filming;
  if (waitingFor?.what === "order") return { text: texts.ordering, done: null };
  if (waitingFor?.what === "preparation" || progress === 1) return { text: texts.preparing, done: null };
  if (progress === null) return { text: texts.filming, done: null };
  return { text: texts.filmingPercent(number(Math.floor(progress * 100))), done: progress };
}

/**
 * Return the whole seconds until the scene is tried again; none if it does not wait for that.
 *
 * @param {Scene} scene
 * @param {number} now
 * @returns {number | null}
 */
export function secondsUntilRetry({ status, nextRetryAt }, now) {
  if (status !== "pending" || nextRetryAt === null) return null;
  return Math.max(0, Math.ceil((new Date(nextRetryAt).getTime() - now) / 1_000));
}

/**
 * Say why a scene failed.
 *
 * @param {import("../../../api/types.js").ErrorInfo} error
 * @returns {string}
 */
export function reasonToFail({ code, message }) {
  const texts = words.filming.reasonToFail;
  return texts[/** @type {keyof typeof texts} */ (code)] ?? message;
}

/**
 * Say what a person can do about an error.
 *
 * @param {string} code
 * @returns {string}
 */
export function whatToDo(code) {
  const texts = words.filming.whatToDo;
  return texts[/** @type {keyof typeof texts} */ (code)] ?? texts.failed;
}

/**
 * Say why a scene is tried again later.
 *
 * @param {string} code Of the error that its last attempt ended with.
 * @returns {string}
 */
export function reasonToWait(code) {
  const texts = words.filming.reasonToWait;
  return texts[/** @type {keyof typeof texts} */ (code)] ?? texts.unavailable;
}
