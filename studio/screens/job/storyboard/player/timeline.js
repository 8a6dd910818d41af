// @ts-check
/** When each scene of a storyboard plays. A transition does not change the length. */

/** @typedef {import("../../../../api/types.js").Scene} Scene */
/** @typedef {{scene: Scene, start: number, end: number}} Part From and to which second a scene plays. */

/**
 * @param {readonly Scene[]} scenes
 * @returns {Part[]}
 */
export function timeline(scenes) {
  let end = 0;
  return scenes.map((scene) => {
    const start = end;
    end += scene.duration;
    return { scene, start, end };
  });
}

/**
 * Return what plays at a time; at the end, the last scene.
 *
 * @param {readonly Part[]} parts
 * @param {number} seconds
 * @returns {Part | undefined}
 */
export function partAt(parts, seconds) {
  return parts.find((part) => seconds < part.end) ?? parts.at(-1);
}
