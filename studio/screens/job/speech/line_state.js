// @ts-check
/** How the spoken line of a scene is doing, in plain words. */

import { money, number } from "../../../words/formats.js";
import { vendorName } from "../../../words/vendors.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Speech} Speech */

/** Played faster by less than this, nobody hears it. */
const UNNOTICED = 1.02;

/**
 * Say how the line is doing: its state; and when it is spoken by whom, how fast, and what it cost.
 *
 * @param {Speech} speech
 * @param {boolean} isCancelled Whether the film is: what nobody was asked to speak is never spoken then.
 * @returns {string}
 */
export function lineState({ status, provider, voice, seconds, pace, cost }, isCancelled) {
  const texts = words.sound;
  if (isCancelled && (status === "planned" || status === "wanted")) return texts.states.never;
  if (status !== "done") return texts.states[status] ?? status;
  const facts = [texts.states.done(number(seconds ?? 0)), speaker(provider, voice)];
  if (pace !== null && pace > UNNOTICED) facts.push(texts.faster(number(Math.round((pace - 1) * 100))));
  if (cost > 0) facts.push(money(cost));
  return facts.join(" · ");
}

/**
 * Say who speaks.
 *
 * @param {string} provider
 * @param {string | null} voice
 */
export function speaker(provider, voice) {
  const by = words.sound.by[/** @type {keyof typeof words.sound.by} */ (provider)] ?? vendorName(provider);
  return voice && provider !== "asset" ? `${by}, ${voice}` : by;
}

/**
 * Return of what kind the state is, for its colour.
 *
 * @param {Speech["status"]} status
 */
export function lineKind(status) {
  if (status === "done") return "good";
  if (status === "failed") return "warning";
  return status === "planned" || status === "wanted" ? "waiting" : "busy";
}
