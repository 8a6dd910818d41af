// @ts-check
/** Plays the stills of scenes, each as long as its scene, with the script as caption: there at once, without rendering. */

import { element, setAttributes, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";
import { partAt, timeline } from "./timeline.js";

const texts = words.board;

export class StillsPlayer {
  #started = 0;
  #time = 0;
  #frame = 0;

  /** @param {(seconds: number) => void} moved Called as it plays. */
  constructor(moved) {
    this.moved = moved;
    /** @type {import("./timeline.js").Part[]} */
    this.parts = [];
    this.picture = element("img", { alt: "", hidden: true });
    this.caption = element("p", { class: "caption" });
    this.button = element("button", { type: "button", class: "slim", onclick: () => this.toggle() }, texts.pause);
    this.position = element("progress", { max: 1, value: 0, "aria-label": texts.playing });
    this.element = element(
      "div",
      { class: "stills-player" },
      element("div", { class: "screen" }, this.picture),
      this.caption,
      element("div", { class: "buttons" }, this.button, this.position),
    );
  }

  get time() {
    return this.#frame === 0
      ? this.#time
      : Math.min(this.#time + (performance.now() - this.#started) / 1_000, this.length);
  }

  get length() {
    return this.parts.at(-1)?.end ?? 0;
  }

  get isPlaying() {
    return this.#frame !== 0;
  }

  /** @param {readonly import("../../../../api/types.js").Scene[]} scenes */
  load(scenes) {
    this.parts = timeline(scenes);
    this.#show();
  }

  play() {
    if (this.isPlaying) return;
    if (this.#time >= this.length) this.#time = 0;
    this.#started = performance.now();
    const tick = () => {
      this.#show();
      if (this.time >= this.length) this.pause();
      else this.#frame = requestAnimationFrame(tick);
    };
    this.#frame = requestAnimationFrame(tick);
    setText(this.button, texts.pause);
  }

  pause() {
    this.#time = this.time;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    setText(this.button, texts.resume);
  }

  toggle() {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  #show() {
    const part = partAt(this.parts, this.time);
    if (!part) return;
    this.picture.hidden = !part.scene.stillUrl;
    if (part.scene.stillUrl) setAttributes(this.picture, { src: part.scene.stillUrl });
    setText(this.caption, part.scene.script);
    this.position.value = this.time / this.length;
    this.moved(this.time);
  }
}
