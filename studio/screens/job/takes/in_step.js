// @ts-check
/** Several videos that play, pause and seek as one. One of them is heard. */

/** Seconds by which a video may be off before it is set right: a bit more than one frame. */
const TOLERANCE = 0.05;

export class InStep {
  /** @param {() => void} changed Called when it plays, pauses, moves on, or when another one is heard. */
  constructor(changed) {
    this.changed = changed;
    /** @type {Map<number, HTMLVideoElement>} By the take's number. */
    this.videos = new Map();
    /** The number of the take that is heard; 0: none yet. */
    this.audible = 0;
    this.isPlaying = false;
    this.time = 0;
    this.frame = 0;
  }

  /** The length of the longest one, in seconds. */
  get duration() {
    return Math.max(0, ...[...this.videos.values()].map(({ duration }) => duration || 0));
  }

  /**
   * @param {number} number
   * @param {HTMLVideoElement} video
   */
  add(number, video) {
    this.videos.set(number, video);
    video.muted = number !== this.audible;
    video.addEventListener("loadedmetadata", () => {
      video.currentTime = this.time;
      this.changed();
    });
  }

  /** @param {number} number */
  remove(number) {
    this.videos.delete(number);
  }

  /**
   * Let this take alone be heard.
   *
   * @param {number} number
   */
  hear(number) {
    if (!this.videos.has(number)) return;
    this.audible = number;
    for (const [each, video] of this.videos) video.muted = each !== number;
    this.changed();
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play() {
    if (this.time >= this.duration - TOLERANCE) this.seek(0);
    this.isPlaying = true;
    this.started = { at: performance.now(), from: this.time };
    for (const video of this.videos.values()) this.#start(video);
    this.#follow();
    this.changed();
  }

  pause() {
    this.isPlaying = false;
    cancelAnimationFrame(this.frame);
    for (const video of this.videos.values()) video.pause();
    this.seek(this.time);
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.time = Math.min(Math.max(0, seconds), this.duration);
    this.started = { at: performance.now(), from: this.time };
    for (const video of this.videos.values()) {
      video.currentTime = Math.min(this.time, video.duration || this.time);
      if (this.isPlaying) this.#start(video);
    }
    this.changed();
  }

  close() {
    this.isPlaying = false;
    cancelAnimationFrame(this.frame);
  }

  /** @param {HTMLVideoElement} video */
  #start(video) {
    if (this.time < video.duration - TOLERANCE) video.play().catch(() => {});
  }

  /** Keep all at the time of the one that is heard, as long as that one plays. */
  #follow() {
    this.frame = requestAnimationFrame(() => {
      if (!this.isPlaying) return;
      const leader = this.#leader();
      if (leader) {
        this.time = leader.currentTime;
        for (const video of this.videos.values()) {
          const isOff = Math.abs(video.currentTime - this.time) > TOLERANCE && !video.seeking;
          if (video !== leader && isOff && this.time < video.duration) video.currentTime = this.time;
        }
        this.changed();
        this.#follow();
      } else {
        this.time = this.duration;
        this.pause();
      }
    });
  }

  /** The one that is heard, or another once that one has ended. */
  #leader() {
    const heard = this.videos.get(this.audible);
    return [heard, ...this.videos.values()].find((video) => video && !video.ended && !video.error);
  }
}
