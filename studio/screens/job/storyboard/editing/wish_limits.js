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
 * Say what of these wishes is done another way, each once.
 *
 * @param {readonly JobModel[]} models
 * @param {Filming} filming
 * @returns {string[]}
 */
export function otherwise(models, filming) {
  const texts = words.wishes.otherwise;
  const count = filming.references?.length ?? 0;
  /** @type {Map<string, string>} */
  const said = new Map();
  const say = (/** @type {keyof typeof texts} */ what, /** @type {string} */ text) => {
    if (!said.has(what)) said.set(what, text);
  };
  for (const { name, can } of models) {
    if (can === null) {
      say("unknown", texts.unknown(name));
      continue;
    }
    if (filming.audio !== "native" && can.audio === "always") say("silence", texts.silence(name));
    if (count === 0 || can.references === 0) continue;
    if (count > can.references) say("fewer", texts.fewer(name, can.references));
    if (can.referencesExcludeFrames) say("frames", texts.frames(name));
    const seconds = can.referenceSeconds.map(String);
    if (seconds.length > 0) say("seconds", texts.seconds(name, list(seconds)));
  }
  return [...said.values()];
}
