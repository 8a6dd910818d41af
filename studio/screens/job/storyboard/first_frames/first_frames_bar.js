// @ts-check
/** The first frames of the whole storyboard: how many are missing, what drawing them costs, and what they cost so far. */

import { newKey } from "../../../../api/client.js";
import { allFirstFrames } from "../../../../api/first_frames.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../../page/element.js";
import { money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

const texts = words.firstFrames;

export class FirstFramesBar extends HTMLElement {
  /** @type {import("./first_frame_requests.js").FirstFrameRequests} */
  // @ts-ignore: set before the element is connected.
  requests;
  isSending = false;
  /** In US dollars. */
  spent = 0;
  /** How many there were when it was summed up what they cost. */
  #summedFor = "";

  connectedCallback() {
    if (this.section) return;
    this.state = element("p", { role: "status", tabindex: -1 });
    this.help = element("p", { class: "help", id: "first-frames-help" });
    this.problem = custom(ProblemNotice);
    this.draw = element("button", {
      type: "button",
      "aria-describedby": "first-frames-help",
      onclick: () => this.#draw(),
    });
    this.section = element(
      "section",
      { class: "panel first-frames", "aria-label": texts.title, hidden: true },
      element("h3", {}, texts.title),
      element("p", { class: "help" }, texts.about),
      this.state,
      this.problem,
      this.draw,
      this.help,
    );
    this.append(this.section);
  }

  show() {
    const { mayDraw, offer, store } = this.requests;
    const { job } = store.value;
    if (job === null || !this.section || !this.state || !this.help || !this.draw) return;
    this.section.hidden = !mayDraw || offer === null || job.scenes.length === 0;
    if (offer === null) return;
    const drawing = job.firstFrames?.drawing ?? 0;
    setText(this.state, drawing > 0 ? texts.drawing(drawing) : offer.toDraw === 0 ? texts.noneMissing : "");
    const hadFocus = document.activeElement === this.draw;
    this.draw.hidden = offer.toDraw === 0;
    if (hadFocus && this.draw.hidden) this.state.focus();
    const costs = offer.total === null ? "" : ` · ${offer.total === 0 ? texts.free : money(offer.total)}`;
    setText(this.draw, texts.drawAll(offer.toDraw) + costs);
    const each = offer.price === null ? texts.unknownPrice : offer.price > 0 ? texts.each(money(offer.price)) : "";
    const spent = this.spent > 0 ? texts.spent(money(this.spent)) : "";
    setText(this.help, [each, texts.apart, spent].filter((part) => part !== "").join(" "));
    const summedFor = JSON.stringify(job.firstFrames);
    const hasAny = Object.values(job.firstFrames ?? {}).some((count) => count > 0);
    if (hasAny && summedFor !== this.#summedFor) this.#sum(summedFor);
  }

  /** @param {string} summedFor */
  async #sum(summedFor) {
    this.#summedFor = summedFor;
    try {
      const frames = await allFirstFrames(this.requests.store.id);
      this.spent = frames.reduce((sum, { cost }) => sum + cost, 0);
      this.show();
    } catch {
      // What each cost is shown at its picture, and all of it in the job's cost.
    }
  }

  async #draw(key = newKey()) {
    if (this.isSending) return;
    this.problem?.clear();
    this.isSending = true;
    try {
      await this.requests.draw(null, "", key);
    } catch (problem) {
      this.problem?.show(problem, () => this.#draw(key));
    } finally {
      this.isSending = false;
    }
  }
}

customElements.define("first-frames-bar", FirstFramesBar);
