// @ts-check
/** How the first frame of a scene is doing, in plain words. */

import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/types.js").SceneFirstFrame} SceneFirstFrame */

/**
 * Say from what the clip begins, or what becomes of the picture.
 *
 * @param {SceneFirstFrame | null} frame
 * @returns {{text: string, kind: "waiting" | "busy" | "good" | "warning" | "bad"}}
 */
export function firstFrameState(frame) {
  const texts = words.firstFrames.states;
  if (frame === null) return { text: texts.none, kind: "waiting" };
  const { number, status } = frame;
  if (status === "failed") return { text: texts.failed(number), kind: "bad" };
  if (status !== "done") return { text: texts.drawing(number), kind: "busy" };
  const text = isChosen(frame) ? texts.chosen(number) : texts.without;
  if (frame.drawing) return { text: `${text} · ${texts.another}`, kind: "busy" };
  return { text, kind: isChosen(frame) ? (frame.stale ? "warning" : "good") : "waiting" };
}

/** @param {SceneFirstFrame} frame */
function isChosen({ chosen, status }) {
  return status === "done" && chosen !== false;
}

/**
 * Return the address of the picture from which the scene's clip will begin; none if it has no such picture.
 *
 * @param {import("../../../../api/types.js").Scene} scene
 * @returns {string | null}
 */
export function chosenPicture({ firstFrame, videoUrl }) {
  return firstFrame && isChosen(firstFrame) && videoUrl === null ? firstFrame.url : null;
}
