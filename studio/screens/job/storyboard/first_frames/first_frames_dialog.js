// @ts-check
/** All first frames of a scene: look at each, also at large, choose one or none, and have another drawn. */

import { newKey } from "../../../../api/client.js";
import { firstFramesOf } from "../../../../api/first_frames.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../../page/element.js";
import { showList } from "../../../../page/keyed_list.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";
import { FirstFrameCard } from "./first_frame_card.js";

/** @typedef {import("../../../../api/first_frames.js").FirstFrame} FirstFrame */
/** @typedef {import("./first_frame_requests.js").FirstFrameRequests} FirstFrameRequests */

const texts = words.firstFrames;

/**
 * Show the first frames of a scene until the dialog is closed.
 *
 * @param {FirstFrameRequests} requests
 * @param {string} sceneId
 */
export function showFirstFrames(requests, sceneId) {
  document.body.append(custom(FirstFramesDialog, { requests, sceneId }));
}

class FirstFramesDialog extends HTMLElement {
  /** @type {FirstFrameRequests} */
  // @ts-ignore: set before the element is connected.
  requests;
  sceneId = "";
  /** What of the job the shown ones were read for. */
  readFor = "";
  isSending = false;

  connectedCallback() {
    this.heading = element("h2");
    this.problem = custom(ProblemNotice);
    this.list = element("div", { class: "take-cards" });
    this.state = element("p", { class: "help", role: "status" });
    this.without = element("button", { type: "button", onclick: () => this.#choose(null) }, texts.without);
    this.feedback = element("textarea", {
      id: "first-frame-feedback",
      maxlength: 2000,
      "aria-describedby": "first-frame-help",
    });
    this.draw = element("button", { class: "primary" });
    this.form = element(
      "form",
      { onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.#draw()) },
      element("label", { class: "field", for: "first-frame-feedback" }, texts.feedback),
      this.feedback,
      element("p", { class: "help", id: "first-frame-help" }, `${texts.feedbackHelp} ${texts.apart}`),
      element("div", { class: "buttons" }, this.draw),
    );
    this.over = element("p", { class: "help", hidden: true }, texts.onlyInReview);
    this.dialog = element(
      "dialog",
      { class: "takes", onclose: () => this.remove() },
      element(
        "div",
        { class: "dialog-title" },
        this.heading,
        element("button", { type: "button", class: "quiet", onclick: () => this.dialog?.close() }, words.dialog.close),
      ),
      this.state,
      this.problem,
      this.list,
      element("div", { class: "buttons" }, this.without),
      this.form,
      this.over,
    );
    this.append(this.dialog);
    this.dialog.showModal();
    this.stops = [
      this.requests.store.subscribe(() => this.#show()),
      this.requests.reader.subscribe(() => this.#show()),
    ];
  }

  disconnectedCallback() {
    for (const stop of this.stops ?? []) stop();
  }

  #show() {
    const { job } = this.requests.store.value;
    const scene = job?.scenes.find(({ id }) => id === this.sceneId);
    if (!job || !scene) {
      this.dialog?.close();
      return;
    }
    const title = texts.of(words.board.scene(scene.sceneNumber));
    setText(this.heading ?? this, title);
    setAttributes(this.dialog ?? this, { "aria-label": title });
    const { mayDraw, mayChoose, offer } = this.requests;
    setAttributes(this.form ?? this, { hidden: !mayDraw });
    setAttributes(this.over ?? this, { hidden: mayChoose });
    const price = offer?.price ?? null;
    const costs = price === null ? texts.drawAnother : texts.drawAnotherFor(price === 0 ? texts.free : money(price));
    setText(this.draw ?? this, costs);
    const readFor = JSON.stringify([scene.firstFrame, scene.revision, job.firstFrames, mayChoose]);
    if (readFor !== this.readFor) this.#read(readFor);
  }

  async #read(readFor = this.readFor) {
    this.readFor = readFor;
    try {
      const frames = await firstFramesOf(this.requests.store.id, this.sceneId);
      if (readFor === this.readFor) this.#showFrames(frames);
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  /** @param {FirstFrame[]} frames */
  #showFrames(frames) {
    if (!this.list || !this.state || !this.without) return;
    const drawn = frames.filter(({ status }) => !["done", "failed"].includes(status)).length;
    setText(this.state, drawn > 0 ? `${texts.drawing(drawn)} ${texts.waits}` : "");
    const { mayChoose } = this.requests;
    const choose = (/** @type {FirstFrame} */ { id }) => this.#choose(id);
    showList(this.list, frames, ({ id }) => id, () => custom(FirstFrameCard, { choose }), (card, frame) => {
      card.show(frame, mayChoose);
    });
    const hadFocus = document.activeElement === this.without;
    this.without.hidden = !mayChoose || !frames.some(({ chosen }) => chosen);
    if (hadFocus && this.without.hidden) this.feedback?.focus();
  }

  async #draw(key = newKey()) {
    const scene = this.requests.store.value.job?.scenes.find(({ id }) => id === this.sceneId);
    if (!scene || !this.feedback || this.isSending) return;
    this.problem?.clear();
    this.isSending = true;
    try {
      await this.requests.draw(scene, this.feedback.value.trim(), key);
      this.feedback.value = "";
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem, () => this.#draw(key));
    } finally {
      this.isSending = false;
    }
  }

  /** @param {string | null} id */
  async #choose(id, key = newKey()) {
    this.problem?.clear();
    try {
      await this.requests.choose(this.sceneId, id, key);
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem, () => this.#choose(id, key));
    }
  }
}

customElements.define("first-frames-dialog", FirstFramesDialog);
