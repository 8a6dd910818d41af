// @ts-check
/** Which scene of one revision became which of another. Revisions do not say; equal texts and equal numbers do. */

/** @typedef {import("../../../../api/types.js").Scene} Scene */
/** @typedef {{before: Scene | null, after: Scene | null}} Pair */

/**
 * Return the pairs in the order of the later revision, then what is gone.
 *
 * @param {readonly Scene[]} before
 * @param {readonly Scene[]} after
 * @returns {Pair[]}
 */
export function pairs(before, after) {
  const left = [...before];
  const take = (/** @type {(scene: Scene) => boolean} */ fits) => {
    const place = left.findIndex(fits);
    return place < 0 ? null : left.splice(place, 1)[0];
  };
  /** @type {Map<Scene, Scene | null>} */
  const found = new Map();
  /** @type {((scene: Scene, other: Scene) => boolean)[]} */
  const ways = [
    (scene, other) => scene.sceneNumber === other.sceneNumber && scene.description === other.description,
    (scene, other) => scene.description === other.description && scene.script === other.script,
    (scene, other) => scene.description === other.description || (scene.script !== "" && scene.script === other.script),
    (scene, other) => scene.sceneNumber === other.sceneNumber,
  ];
  for (const fits of ways) {
    for (const scene of after) if (!found.get(scene)) found.set(scene, take((other) => fits(scene, other)));
  }
  return [
    ...after.map((scene) => ({ before: found.get(scene) ?? null, after: scene })),
    ...left.map((scene) => ({ before: scene, after: null })),
  ];
}
