// @ts-check
/** How a scene is filmed, as a value: only what is not as usual, so that equal choices are equal values. */

import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/types.js").Filming} Filming */

/**
 * Return the choices without those that are as usual, in one order.
 *
 * @param {Record<string, any> | null | undefined} given In either casing of the API.
 * @returns {Filming}
 */
export function filmingOf(given) {
  const { audio = null, references = null, seed = null } = given ?? {};
  const lastFrame = given?.lastFrame ?? given?.last_frame ?? null;
  const isChained = given?.chainFromPrevious ?? given?.chain_from_previous ?? false;
  return {
    ...(audio === null ? {} : { audio }),
    ...(references === null ? {} : { references: [...references] }),
    ...(lastFrame === null ? {} : { lastFrame }),
    ...(isChained ? { chainFromPrevious: true } : {}),
    ...(seed === null ? {} : { seed }),
  };
}

/**
 * Say in a few words what is not as usual.
 *
 * @param {Filming} filming
 * @returns {string} Empty: all is.
 */
export function filmingSummary({ audio, references, lastFrame, chainFromPrevious, seed }) {
  const texts = words.wishes;
  return [
    audio && texts.audio.short[audio],
    references && texts.references.short(references.length),
    chainFromPrevious && texts.chain.short,
    lastFrame && texts.lastFrame.short,
    seed !== undefined && seed !== null && seed !== "" && texts.seed.short(seed),
  ].filter((each) => each).join(", ");
}
