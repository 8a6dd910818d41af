// @ts-check
/** Which moment or range of the film a note is about. It follows the player until one begins to write. */

import { timecode } from "../../../words/formats.js";

/** What the notes need of a player. */
/**
 * @typedef {object} Player
 * @property {number} frame The one that is shown.
 * @property {string | null} filmId
 * @property {() => void} pause
 * @property {(frame: number) => void} seek
 */

export class Moment {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    /** @type {number | null} */
    this.first = null;
    /** @type {number | null} */
    this.last = null;
    /** Set while a note is written. @type {number | null} */
    this.held = null;
  }

  get isRange() {
    return this.first !== null || this.last !== null;
  }

  /** The first frame and the last one, in order. */
  get frames() {
    const now = this.held ?? this.player.frame;
    const [first, last] = [this.first ?? this.last ?? now, this.last ?? this.first ?? now];
    return { firstFrame: Math.min(first, last), lastFrame: Math.max(first, last) };
  }

  get text() {
    const { firstFrame, lastFrame } = this.frames;
    return firstFrame === lastFrame ? timecode(firstFrame) : `${timecode(firstFrame)} – ${timecode(lastFrame)}`;
  }

  /** Take the frame that is shown, and keep it. */
  hold() {
    this.held ??= this.player.frame;
  }

  /** Follow the player again. */
  release() {
    this.held = this.first = this.last = null;
  }

  /**
   * Keep the frames of a note that could not be sent.
   *
   * @param {{firstFrame?: number, lastFrame?: number}} note
   */
  restore({ firstFrame, lastFrame }) {
    if (firstFrame === undefined || lastFrame === undefined) return;
    this.held = firstFrame;
    if (lastFrame !== firstFrame) [this.first, this.last] = [firstFrame, lastFrame];
  }
}
