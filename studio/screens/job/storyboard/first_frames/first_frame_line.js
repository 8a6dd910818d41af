// @ts-check
/** The first frame of a scene on its card: how it is doing, and the way to draw one, look at it, draw it anew, choose. */

import { newKey } from "../../../../api/client.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../../page/element.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";
import { firstFrameState } from "./first_frame_state.js";

/** @typedef {import("../../../../api/types.js").Scene} Scene */

const texts = words.firstFrames;

export class FirstFrameLine extends HTMLElement {
  /** @type {import("./first_frame_requests.js").FirstFrameRequests} */
  // @ts-ignore: set before the element is connected.
  requests;
  /** @type {Scene | null} */
  scene = null;
  isSending = false;

  connectedCallback() {
    if (this.state) return;
    this.state = element("p", { class: "scene-state" });
    this.stale = element("span", { class: "badge", "data-status": "storyboard_review", hidden: true }, texts.stale);
    this.error = element("p", { class: "help", hidden: true });
    this.draw = element("button", { type: "button", class: "slim", onclick: () => this.#draw() });
    this.open = element("button", { type: "button", class: "slim", onclick: () => this.#open() }, texts.open);
    this.problem = custom(ProblemNotice);
    this.append(
      element("div", { class: "title-line" }, this.state, this.stale),
      this.error,
      element("div", { class: "buttons" }, this.draw, this.open),
      this.problem,
    );
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    const frame = scene.firstFrame ?? null;
    const { mayDraw, offer, isLikely } = this.requests;
    this.hidden = frame === null && !mayDraw && !isLikely;
    if (!this.state || !this.stale || !this.error || !this.draw || !this.open) return;
    const { text, kind } = firstFrameState(frame);
    setText(this.state, text);
    setAttributes(this.state, { "data-kind": kind });
    this.stale.hidden = !(frame?.status === "done" && frame.stale);
    this.error.hidden = !frame?.error;
    setText(this.error, frame?.error?.message ?? "");
    const hadFocus = document.activeElement === this.draw;
    this.draw.hidden = !(mayDraw || isLikely) || !(frame === null || (frame.status === "failed" && !frame.drawing));
    const price = offer?.price ?? null;
    setText(this.draw, price === null ? texts.draw : texts.drawFor(price === 0 ? texts.free : money(price)));
    this.draw.disabled = !mayDraw;
    this.open.hidden = frame === null;
    setAttributes(this.open, { "aria-label": texts.openOf(words.board.scene(scene.sceneNumber)) });
    if (hadFocus && this.draw.hidden) this.open.focus();
  }

  async #draw(key = newKey()) {
    const { scene } = this;
    if (!scene || this.isSending) return;
    this.problem?.clear();
    this.isSending = true;
    try {
      await this.requests.draw(scene, "", key);
    } catch (problem) {
      this.problem?.show(problem, () => this.#draw(key));
    } finally {
      this.isSending = false;
      if (this.scene) this.show(this.scene);
    }
  }

  async #open() {
    if (!this.scene) return;
    const { showFirstFrames } = await import("./first_frames_dialog.js");
    showFirstFrames(this.requests, this.scene.id);
  }
}

customElements.define("first-frame-line", FirstFrameLine);
