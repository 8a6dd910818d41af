// @ts-check
/** One take: its clip, who made it, when, for how much and from which text, and whether it is in the film. */

import { element, setAttributes, setText } from "../../../page/element.js";
import { dayAndTime, money, number } from "../../../words/formats.js";
import { vendorName } from "../../../words/vendors.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Take} Take */

export class TakeCard extends HTMLElement {
  /** @type {import("./in_step.js").InStep} */
  // @ts-ignore: set before the element is connected.
  inStep;
  /** Puts the take into the film. */
  use = (/** @type {Take} */ _take) => {};
  number = 0;

  connectedCallback() {
    if (this.section) return;
    const texts = words.takes;
    this.video = element("video", { playsinline: true, preload: "auto", hidden: true });
    this.none = element("p", { class: "no-clip" });
    this.heading = element("h3");
    this.mark = element("span", { class: "badge", "data-status": "completed", hidden: true }, texts.inFilm);
    this.draft = element(
      "span",
      { class: "badge", "data-status": "storyboard_review", hidden: true },
      words.drafts.draft,
    );
    this.facts = element("p", { class: "help" });
    this.making = element("p", { class: "help", hidden: true });
    this.prompt = element("p", { class: "take-prompt" });
    this.sound = element("button", { type: "button", onclick: () => this.inStep.hear(this.number) });
    this.select = element(
      "button",
      { type: "button", class: "primary", onclick: () => this.take && this.use(this.take) },
      texts.use,
    );
    this.section = element(
      "section",
      { class: "take-card" },
      element("div", { class: "title-line" }, this.heading, this.mark, this.draft),
      this.video,
      this.none,
      element("div", { class: "buttons" }, this.select, this.sound),
      this.facts,
      this.making,
      this.prompt,
    );
    this.append(this.section);
  }

  disconnectedCallback() {
    this.inStep.remove(this.number);
  }

  /**
   * @param {Take} take
   * @param {boolean} mayChoose No take can be chosen while another one is being made.
   */
  show(take, mayChoose) {
    const texts = words.takes;
    this.take = take;
    this.number = take.number;
    const { video, section, heading, mark, facts, prompt, select, none } = this;
    if (!video || !section || !heading || !mark || !facts || !prompt || !select || !none) return;
    const name = texts.take(take.number);
    setAttributes(section, { "aria-label": name, "data-selected": take.selected });
    setText(heading, name);
    mark.hidden = !take.selected || !take.video_url;
    select.hidden = take.selected || !take.video_url || !mayChoose;
    video.hidden = !take.video_url;
    none.hidden = Boolean(take.video_url);
    setText(none, take.error?.message ?? texts.status[/** @type {keyof typeof texts.status} */ (take.status)] ?? "");
    setText(prompt, take.prompt ?? "");
    setText(
      facts,
      [
        `${vendorName(take.provider)} · ${take.model}`,
        take.cost > 0 ? money(take.cost) : texts.free,
        take.duration === null ? "" : words.seconds(number(take.duration)),
        dayAndTime(take.created_at),
      ].filter(Boolean).join(" · "),
    );
    if (this.draft) this.draft.hidden = take.draft !== true;
    this.#showMaking(take);
    if (take.video_url && !video.src) {
      setAttributes(video, { "aria-label": name, src: take.video_url });
      this.inStep.add(take.number, video);
    }
    this.showSound();
  }

  /** @param {Take} take */
  #showMaking({ provider, fallback_of = null, chained_from = null, left_out = [] }) {
    const texts = words.wishes;
    const said = [
      fallback_of && texts.fallback(vendorName(provider), vendorName(fallback_of.provider)),
      fallback_of?.reason,
      chained_from && texts.chained,
      ...left_out.map(({ reason }) => texts.leftOut(reason)),
    ].filter(Boolean).join(" · ");
    setText(this.making ?? this, said);
    setAttributes(this.making ?? this, { hidden: said === "" });
  }

  showSound() {
    const isHeard = this.inStep.audible === this.number;
    if (!this.sound) return;
    this.sound.hidden = !this.take?.video_url;
    setAttributes(this.sound, { "aria-pressed": isHeard ? "true" : "false" });
    setText(this.sound, words.takes.hear(this.number));
  }
}

customElements.define("take-card", TakeCard);
