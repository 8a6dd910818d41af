// @ts-check
/**
 * Plays the storyboard before any money is spent: at once as stills, and as soon as it is rendered as an animatic with
 * motion, sound and captions. It tells the board which scene it shows.
 */

import { Problem } from "../../../../api/client.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setChildren, setText } from "../../../../page/element.js";
import { number } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";
import { rendered } from "./preview_reader.js";
import { StillsPlayer } from "./stills_player.js";
import { partAt, timeline } from "./timeline.js";

const texts = words.board;
/** The API answers after so long at most, while it renders. It answers with progress. */
const WAIT = "5s";

export class StoryboardPlayer extends HTMLElement {
  /** @type {import("../../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("../board_state.js").Board} */
  // @ts-ignore: set before the element is connected.
  board;
  /** What is shown: the version of the preview, or the revision. */
  #version = "";
  #attempt = new AbortController();

  connectedCallback() {
    if (this.section) return;
    this.stills = new StillsPlayer((seconds) => this.#moved(seconds));
    this.screen = element("div", {}, this.stills.element);
    this.state = element("p", { class: "help", role: "status" });
    this.problem = custom(ProblemNotice);
    this.anew = element("button", { type: "button", class: "slim", onclick: () => this.play() }, texts.renderAnew);
    this.outOfDate = element(
      "div",
      { class: "notice warning", hidden: true },
      element("p", {}, texts.outOfDate),
      this.anew,
    );
    this.place = element("p", { class: "help" });
    const close = element(
      "button",
      { type: "button", class: "slim quiet", onclick: () => this.close() },
      texts.close,
    );
    this.section = element(
      "section",
      { class: "panel storyboard-player", "aria-label": texts.playing, hidden: true },
      element("div", { class: "player-head" }, this.place, close),
      this.screen,
      this.state,
      this.outOfDate,
      this.problem,
    );
    this.append(this.section);
  }

  disconnectedCallback() {
    this.close();
  }

  /** Play the storyboard as it is now, from its beginning. */
  async play() {
    const { job } = this.store.value;
    if (job === null || !this.section || !this.stills || !this.outOfDate) return;
    this.#attempt.abort();
    this.#attempt = new AbortController();
    this.#version = version(job);
    this.scenes = job.scenes;
    this.problem?.clear();
    this.outOfDate.hidden = true;
    this.section.hidden = false;
    this.section.style.setProperty("--format", String(job.adBasics.aspectRatio ?? "9:16").replace(":", " / "));
    setChildren(/** @type {Element} */ (this.screen), this.stills.element);
    this.stills.load(job.scenes);
    this.stills.play();
    this.section.scrollIntoView({ block: "nearest" });
    await this.#render(job, this.#attempt.signal);
  }

  close() {
    this.#attempt.abort();
    this.stills?.pause();
    this.screen?.querySelector("video")?.pause();
    if (this.section) this.section.hidden = true;
    if (this.board.value.playing !== "") this.board.set({ playing: "" });
  }

  show() {
    const { job } = this.store.value;
    if (job === null || !this.section || !this.outOfDate || this.section.hidden) return;
    this.outOfDate.hidden = version(job) === this.#version || job.status === "generating_scenes";
  }

  /**
   * @param {import("../../../../api/types.js").Job} job
   * @param {AbortSignal} signal
   */
  async #render(job, signal) {
    const address = `${this.store.path}/preview`;
    this.#say(0);
    try {
      await rendered(`${address}?wait=${WAIT}`, (part) => this.#say(part), signal);
      if (signal.aborted) return;
      this.#showVideo(job.previewUrl ?? address);
    } catch (problem) {
      if (signal.aborted) return;
      if (this.state) setText(this.state, texts.stills);
      const isMissing = problem instanceof Problem && problem.status === 404;
      if (!isMissing) this.problem?.show(problem, () => this.play());
    }
  }

  /** @param {string} address */
  #showVideo(address) {
    const stills = this.stills;
    if (!stills || !this.state) return;
    const captions = `${this.store.path}/captions?revision=${encodeURIComponent(this.#version)}`;
    // Those that are a part of the picture are not written over it again.
    const isCaptioned = this.store.value.job?.production.captions === "burned";
    const video = element(
      "video",
      { controls: true, playsinline: true, preload: "auto", src: address, "aria-label": texts.playing },
      element("track", {
        kind: "captions",
        src: captions,
        srclang: document.documentElement.lang,
        default: !isCaptioned,
      }),
    );
    video.currentTime = stills.time >= stills.length ? 0 : stills.time;
    const wasPlaying = stills.isPlaying;
    video.addEventListener("timeupdate", () => this.#moved(video.currentTime));
    video.addEventListener("canplay", () => {
      stills.pause();
      setChildren(/** @type {Element} */ (this.screen), video);
      setText(/** @type {Element} */ (this.state), "");
      if (wasPlaying) video.play().catch(() => {});
    }, { once: true });
    video.addEventListener("error", () => setText(/** @type {Element} */ (this.state), texts.stills));
    video.load();
  }

  /** @param {number} seconds */
  #moved(seconds) {
    const parts = timeline(this.scenes ?? []);
    const part = partAt(parts, seconds);
    if (!part || !this.place || this.section?.hidden) return;
    const place = texts.place(part.scene.sceneNumber, number(seconds), number(parts.at(-1)?.end ?? 0));
    setText(this.place, place);
    if (this.board.value.playing !== part.scene.id) this.board.set({ playing: part.scene.id });
  }

  /** @param {number} part */
  #say(part) {
    if (this.state) setText(this.state, `${texts.rendering(Math.round(part * 100))} ${texts.stills}`);
  }
}

/**
 * Return what changes when the storyboard would play differently.
 *
 * @param {import("../../../../api/types.js").Job} job
 */
function version(job) {
  return job.previewUrl ?? String(job.storyboardRevision);
}

customElements.define("storyboard-player", StoryboardPlayer);
