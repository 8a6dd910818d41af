// @ts-check
/** Plays the film, frame by frame if wanted. The screen that it is on listens to its keys. */

import { icon, showIcon } from "../../../controls/icon.js";
import { element, setAttributes, setText } from "../../../page/element.js";
import { FPS, timecode } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {NonNullable<Job["film"]>} Film */

/** Seconds into a frame at which it is certainly the one that is shown. */
const INSIDE = 0.001;

export class FilmPlayer extends HTMLElement {
  /** The path of the job's routes. */
  path = "";
  /** Called when another frame is shown, or it begins or stops playing. */
  changed = () => {};
  /** Shows the keys. */
  help = () => {};
  /** @type {Film | null} */
  film = null;
  following = 0;

  connectedCallback() {
    if (this.video) return;
    const texts = words.film;
    const update = () => this.#update();
    this.captions = element("track", { kind: "captions", label: texts.captions });
    this.video = element(
      "video",
      {
        "aria-label": texts.title,
        playsinline: true,
        preload: "auto",
        onclick: () => this.toggle(),
        onplay: () => this.#follow(),
        onpause: update,
        onended: update,
        onseeked: update,
        onloadedmetadata: update,
        onvolumechange: update,
        onerror: () => this.#failed(true),
        oncanplay: () => this.#failed(false),
      },
      this.captions,
    );
    this.playIcon = icon("play");
    this.play = element("button", { type: "button", onclick: () => this.toggle() }, this.playIcon);
    this.soundIcon = icon("sound");
    this.sound = element("button", { type: "button", onclick: () => this.toggleSound() }, this.soundIcon);
    this.captionsButton = button(icon("captions"), texts.captions, () => this.toggleCaptions());
    this.time = element("span", { class: "timecode" });
    this.trouble = element(
      "div",
      { class: "notice bad", role: "alert", hidden: true },
      element("p", {}, texts.cannotPlay),
      element("button", { type: "button", onclick: () => this.#reload() }, words.problems.tryAgain),
    );
    this.append(
      this.video,
      this.trouble,
      element(
        "div",
        { class: "player-controls" },
        button(icon("frameBack"), texts.frameBack, () => this.step(-1)),
        this.play,
        button(icon("frameForward"), texts.frameForward, () => this.step(1)),
        this.time,
        this.sound,
        this.captionsButton,
        button(icon("fullScreen"), texts.fullScreen, () => this.toggleFullScreen()),
        button("?", texts.keys, () => this.help()),
      ),
    );
    this.#update();
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.following);
  }

  /**
   * Play this cut, from where the one before it was.
   *
   * @param {Film} film
   */
  load(film) {
    const { video } = this;
    if (!video) return;
    const time = video.currentTime;
    this.film = film;
    // The addresses differ with the cut, else the browser would keep what it has.
    const cut = film.id ? `?film=${film.id}` : "";
    setAttributes(video, { src: `${film.url}${cut}` });
    setAttributes(this.captions ?? this, { src: `${this.path}/captions${cut}` });
    if (time > 0) video.currentTime = Math.min(time, film.duration - 1 / FPS);
    this.#update();
  }

  get filmId() {
    return this.film?.id ?? null;
  }

  /** How many frames the film has. */
  get length() {
    return Math.round((this.film?.duration ?? 0) * FPS);
  }

  /** The frame that is shown. */
  get frame() {
    const frame = Math.floor((this.video?.currentTime ?? 0) * FPS + INSIDE * FPS);
    return Math.max(0, Math.min(frame, this.length - 1));
  }

  get isPlaying() {
    return this.video !== undefined && !this.video.paused && !this.video.ended;
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.video?.play().catch(() => {});
  }

  pause() {
    this.video?.pause();
  }

  /** @param {number} frame */
  seek(frame) {
    if (!this.video) return;
    const inside = Math.max(0, Math.min(frame, this.length - 1));
    this.video.currentTime = inside / FPS + INSIDE;
    this.#update();
  }

  /** @param {number} frames How many to go on, or back. */
  step(frames) {
    this.pause();
    this.seek(this.frame + frames);
  }

  /** @param {number} seconds How many to go on, or back. */
  jump(seconds) {
    this.seek(this.frame + seconds * FPS);
  }

  toggleSound() {
    if (this.video) this.video.muted = !this.video.muted;
  }

  toggleCaptions() {
    const track = this.captions?.track;
    if (!track) return;
    track.mode = track.mode === "showing" ? "disabled" : "showing";
    this.#update();
  }

  toggleFullScreen() {
    // iPhones show a video alone in full screen, not the element around it.
    const video = /** @type {HTMLVideoElement & {webkitEnterFullscreen?: () => void}} */ (this.video);
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.requestFullscreen) this.requestFullscreen().catch(() => {});
    else video.webkitEnterFullscreen?.();
  }

  /** Follow each frame while it plays. */
  #follow() {
    cancelAnimationFrame(this.following);
    this.#update();
    if (this.isPlaying) this.following = requestAnimationFrame(() => this.#follow());
  }

  #update() {
    const texts = words.film;
    if (!this.play || !this.playIcon || !this.sound || !this.soundIcon || !this.time || !this.video) return;
    showIcon(this.playIcon, this.isPlaying ? "pause" : "play");
    setAttributes(this.play, { "aria-label": this.isPlaying ? texts.pause : texts.play });
    showIcon(this.soundIcon, this.video.muted ? "muted" : "sound");
    setAttributes(this.sound, { "aria-label": this.video.muted ? texts.unmute : texts.mute });
    const isCaptioned = this.captions?.track.mode === "showing";
    setAttributes(this.captionsButton ?? this, { "aria-pressed": isCaptioned ? "true" : "false" });
    setText(this.time, `${timecode(this.frame)} / ${timecode(this.length)}`);
    this.changed();
  }

  /** @param {boolean} isFailed */
  #failed(isFailed) {
    if (this.trouble) this.trouble.hidden = !isFailed || !this.video?.getAttribute("src");
  }

  /** Load the film again, if it could not be played. */
  retry() {
    if (this.trouble && !this.trouble.hidden) this.#reload();
  }

  #reload() {
    if (!this.video) return;
    const time = this.video.currentTime;
    this.#failed(false);
    this.video.load();
    this.video.currentTime = time;
  }
}

/**
 * @param {Node | string} face
 * @param {string} name
 * @param {() => void} onclick
 */
function button(face, name, onclick) {
  return element("button", { type: "button", "aria-label": name, title: name, onclick }, face);
}

customElements.define("film-player", FilmPlayer);
