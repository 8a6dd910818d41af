// @ts-check
/** The spoken line of a scene: how it is doing, to be listened to, and to be spoken again if it failed. */

import { newKey } from "../../../api/client.js";
import { act } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { lineKind, lineState } from "./line_state.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("../../../api/types.js").Scene} Scene */

/** Of all lines, the one that is heard. */
const heard = new Set();

export class SpeechLine extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    if (this.state) return;
    const texts = words.sound;
    this.hidden = true;
    this.state = element("p", { class: "scene-state" });
    this.error = element("p", { class: "help" });
    this.listen = element("button", { type: "button", class: "slim", onclick: () => this.#toggle() }, texts.listen);
    this.again = element("button", { type: "button", class: "slim", onclick: () => this.#retry() }, texts.retry);
    this.problem = custom(ProblemNotice);
    this.append(
      this.state,
      this.error,
      element("div", { class: "buttons" }, this.listen, this.again),
      this.problem,
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  /**
   * @param {Scene} scene
   * @param {Job} job
   */
  show(scene, job) {
    const { speech = null, sceneNumber } = scene;
    this.scene = scene;
    this.hidden = speech === null;
    if (speech === null || !this.state || !this.error || !this.listen || !this.again) return this.stop();
    setText(this.state, lineState(speech, job.status === "cancelled"));
    setAttributes(this.state, { "data-kind": lineKind(speech.status) });
    setText(this.error, speech.error?.message ?? "");
    this.error.hidden = speech.error === null;
    this.listen.hidden = speech.url === null;
    if (this.sound && this.address !== speech.url) this.stop();
    this.#showButton(words.scene(sceneNumber));
    // A line that is heard has an error if a better reading of it was asked for, and failed.
    const hasFailed = speech.status === "failed" || (speech.status === "done" && speech.error !== null);
    const mayRetry = hasFailed && (job.actions ?? []).includes("retry_speech");
    const hadFocus = document.activeElement === this.again;
    this.again.hidden = !mayRetry;
    setAttributes(this.again, { "aria-label": `${words.sound.retry}: ${words.scene(sceneNumber)}` });
    if (hadFocus && !mayRetry) this.listen.focus();
  }

  /** Stop what is heard. */
  stop() {
    this.sound?.pause();
    this.sound = undefined;
    heard.delete(this);
    if (this.scene) this.#showButton(words.scene(this.scene.sceneNumber));
  }

  #toggle() {
    if (this.sound) this.stop();
    else this.#play();
  }

  async #play() {
    const url = this.scene?.speech?.url;
    if (!url) return;
    for (const other of heard) other.stop();
    heard.add(this);
    this.problem?.clear();
    this.address = url;
    const sound = new Audio(url);
    this.sound = sound;
    sound.addEventListener("ended", () => this.sound === sound && this.stop());
    this.#showButton(words.scene(this.scene?.sceneNumber ?? 0));
    try {
      await sound.play();
    } catch {
      // A pause before it began is wanted.
      if (this.sound !== sound) return;
      this.stop();
      this.problem?.show(words.sound.cannotPlay, () => this.#play());
    }
  }

  /** @param {string} scene */
  #showButton(scene) {
    const texts = words.sound;
    if (!this.listen) return;
    setText(this.listen, this.sound ? texts.stop : texts.listen);
    setAttributes(this.listen, { "aria-label": this.sound ? texts.stopLine(scene) : texts.listenTo(scene) });
  }

  async #retry(key = newKey()) {
    this.problem?.clear();
    try {
      const action = { action: "retry_speech", sceneNumber: this.scene?.sceneNumber };
      this.store.show(await act(this.store.id, action, key));
    } catch (problem) {
      this.problem?.show(problem, () => this.#retry(key));
    }
  }
}

customElements.define("speech-line", SpeechLine);
