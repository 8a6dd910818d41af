// @ts-check
/** What of a scene's wishes its models cannot do, in words: what is not offered, and what is done another way. */

import { list } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/types.js").Filming} Filming */
/** @typedef {import("../../../../live/video_models.js").JobModel} JobModel */

/** @typedef {Record<"native" | "references" | "lastFrame" | "chain" | "seed", string>} Limits Why it cannot be had; empty: it can. */

/**
 * Say what cannot be had. A wish is offered if all of the job's models can do it, or nobody knows what they can.
 *
 * @param {readonly JobModel[]} models
 * @param {boolean} isFirst Whether it is the first scene.
 * @returns {Limits}
 */
export function limits(models, isFirst) {
  const texts = words.wishes.cannot;
  /** @type {(lacks: (can: NonNullable<JobModel["can"]>) => boolean, say: (model: string) => string) => string} */
  const because = (lacks, say) => {
    const model = models.find(({ can }) => can !== null && lacks(can));
    return model ? say(model.name) : "";
  };
  return {
    native: because(({ audio }) => audio === "none", texts.native),
    references: because(({ references }) => references === 0, texts.references),
    lastFrame: because(({ lastFrame }) => !lastFrame, texts.lastFrame),
    chain: isFirst ? texts.first : because(({ firstFrame }) => !firstFrame, texts.chain),
    seed: because(({ seed }) => !seed, texts.seed),
  };
}

/**
 * Say what of these wishes is done another way.
 *
 * @param {readonly JobModel[]} models
 * @param {Filming} filming
 * @returns {string[]}
 */
export function otherwise(models, filming) {
  const texts = words.wishes.otherwise;
  const count = filming.references?.length ?? 0;
  const said = models.flatMap(({ name, can }) => {
    if (can === null) return [texts.unknown(name)];
    const referring = count > 0 && can.references > 0;
    return [
      filming.audio !== "native" && can.audio === "always" && texts.silence(name),
      referring && count > can.references && texts.fewer(name, can.references),
      referring && can.referencesExcludeFrames && texts.frames(name),
      referring && can.referenceSeconds.length > 0 && texts.seconds(name, list(can.referenceSeconds.map(String))),
    ].filter((each) => each !== false);
  });
  return [...new Set(said)];
}
