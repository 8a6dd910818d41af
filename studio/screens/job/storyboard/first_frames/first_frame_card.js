// @ts-check
/** One first frame of a scene: its picture, also at large, what it cost, after which feedback, and whether it is chosen. */

import { element, setAttributes, setText } from "../../../../page/element.js";
import { dayAndTime, money } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";

/** @typedef {import("../../../../api/first_frames.js").FirstFrame} FirstFrame */

const texts = words.firstFrames;

export class FirstFrameCard extends HTMLElement {
  /** Lets the clip begin from it. */
  choose = (/** @type {FirstFrame} */ _frame) => {};

  connectedCallback() {
    if (this.section) return;
    this.heading = element("h3");
    this.chosen = element("span", { class: "badge", "data-status": "completed", hidden: true }, texts.chosen);
    this.stale = element("span", { class: "badge", "data-status": "storyboard_review", hidden: true }, texts.stale);
    this.image = element("img", { alt: "", decoding: "async" });
    this.picture = element(
      "button",
      { type: "button", class: "first-frame-picture", hidden: true, onclick: () => this.#enlarge() },
      this.image,
    );
    this.none = element("p", { class: "no-clip" });
    this.select = element(
      "button",
      { type: "button", class: "primary", onclick: () => this.frame && this.choose(this.frame) },
      texts.choose,
    );
    this.facts = element("p", { class: "help" });
    this.staleHelp = element("p", { class: "help", hidden: true }, texts.staleHelp);
    this.section = element(
      "section",
      { class: "take-card" },
      element("div", { class: "title-line" }, this.heading, this.chosen, this.stale),
      this.picture,
      this.none,
      element("div", { class: "buttons" }, this.select),
      this.facts,
      this.staleHelp,
    );
    this.append(this.section);
  }

  /**
   * @param {FirstFrame} frame
   * @param {boolean} mayChoose
   */
  show(frame, mayChoose) {
    this.frame = frame;
    const { section, heading, chosen, stale, image, picture, none, select, facts, staleHelp } = this;
    if (!section || !heading || !chosen || !stale || !image || !picture || !none || !select || !facts || !staleHelp) {
      return;
    }
    const name = texts.frame(frame.number);
    const isThere = frame.status === "done" && frame.url !== null;
    setAttributes(section, { "aria-label": name, "data-selected": frame.chosen });
    setText(heading, name);
    const hadFocus = document.activeElement === select;
    chosen.hidden = !frame.chosen || !isThere;
    stale.hidden = staleHelp.hidden = !frame.stale || !isThere;
    picture.hidden = !isThere;
    none.hidden = isThere;
    setText(none, frame.error?.message ?? texts.status[frame.status]);
    if (isThere) setAttributes(image, { src: frame.url, alt: name });
    this.#nameButton();
    select.hidden = !isThere || frame.chosen || !mayChoose;
    if (hadFocus && select.hidden) picture.focus();
    setText(
      facts,
      [
        frame.cost > 0 ? money(frame.cost) : "",
        dayAndTime(frame.createdAt),
        frame.feedback ? texts.saidThen(frame.feedback) : "",
      ].filter(Boolean).join(" · "),
    );
  }

  #enlarge() {
    this.toggleAttribute("data-large");
    this.#nameButton();
    this.scrollIntoView({ block: "nearest" });
  }

  #nameButton() {
    const name = texts.frame(this.frame?.number ?? 0);
    const isLarge = this.hasAttribute("data-large");
    setAttributes(this.picture ?? this, { "aria-label": isLarge ? texts.shrink(name) : texts.enlarge(name) });
  }
}

customElements.define("first-frame-card", FirstFrameCard);
