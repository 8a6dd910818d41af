// @ts-check
/** All takes of a scene side by side, played in step, so that one is chosen by looking. */

import { selectTake, takesOf } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { icon, showIcon } from "../../../controls/icon.js";
import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { isTyping } from "../../../page/typing.js";
import { words } from "../../../words/words.js";
import { InStep } from "./in_step.js";
import { TakeCard } from "./take_card.js";

/** @typedef {import("../../../api/types.js").Take} Take */

/**
 * Show the takes of a scene until the dialog is closed.
 *
 * @param {import("../../../live/job_store.js").JobStore} store
 * @param {string} scene Its id.
 * @param {() => void} filmAgain What is done when none of them is right.
 */
export function showTakes(store, scene, filmAgain) {
  const dialog = custom(TakesDialog, { store, scene, filmAgain });
  document.body.append(dialog);
}

class TakesDialog extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  scene = "";
  filmAgain = () => {};
  inStep = new InStep(() => this.#showPlayback());
  /** What of the job the shown takes were read for. */
  readFor = "";

  connectedCallback() {
    const texts = words.takes;
    this.heading = element("h2");
    this.problem = custom(ProblemNotice);
    this.help = element("p", { class: "help" }, texts.help);
    this.list = element("div", { class: "take-cards" });
    this.playIcon = icon("play");
    this.play = element("button", { type: "button", onclick: () => this.inStep.toggle() }, this.playIcon);
    this.position = element("input", {
      type: "range",
      min: 0,
      step: 1 / 30,
      "aria-label": words.film.position,
      oninput: () => this.inStep.seek(Number(this.position?.value)),
    });
    const again = () => {
      this.dialog?.close();
      this.filmAgain();
    };
    this.again = element("button", { type: "button", class: "quiet", onclick: again }, texts.another);
    this.dialog = element(
      "dialog",
      {
        class: "takes",
        onclose: () => this.remove(),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      },
      element(
        "div",
        { class: "dialog-title" },
        this.heading,
        element("button", { type: "button", class: "quiet", onclick: () => this.dialog?.close() }, words.dialog.close),
      ),
      this.problem,
      this.list,
      element("div", { class: "take-transport" }, this.play, this.position),
      this.help,
      this.again,
    );
    this.append(this.dialog);
    this.dialog.showModal();
    this.stop = this.store.subscribe(({ job }) => job && this.#show(job));
    this.#showPlayback();
  }

  disconnectedCallback() {
    this.stop?.();
    this.inStep.close();
  }

  /** @param {import("../../../api/types.js").Job} job */
  #show(job) {
    const scene = job.scenes.find(({ id }) => id === this.scene);
    if (!scene) {
      this.dialog?.close();
      return;
    }
    const title = words.takes.title(words.scene(scene.sceneNumber));
    setText(this.heading ?? this, title);
    setAttributes(this.dialog ?? this, { "aria-label": title });
    setAttributes(this.again ?? this, { hidden: !(job.actions ?? []).includes("regenerate_scene") });
    const readFor = JSON.stringify([scene, job.film]);
    if (readFor !== this.readFor) this.#read(readFor);
  }

  async #read(readFor = this.readFor) {
    this.readFor = readFor;
    try {
      const takes = await takesOf(this.store.id, this.scene);
      this.problem?.clear();
      if (readFor === this.readFor) this.#showTakes(takes);
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  /** @param {Take[]} takes */
  #showTakes(takes) {
    if (!this.list) return;
    const making = takes.find(({ selected, video_url, error }) => selected && !video_url && !error);
    const help = making ? words.takes.making(making.number) : takes.length > 1 ? words.takes.help : words.takes.onlyOne;
    setText(this.help ?? this, help);
    const create = () =>
      custom(TakeCard, {
        inStep: this.inStep,
        use: (/** @type {Take} */ take) => this.#use(take),
      });
    showList(this.list, takes, ({ id }) => id, create, (card, take) => card.show(take, making === undefined));
    const done = takes.filter(({ video_url }) => video_url);
    const chosen = done.find(({ selected }) => selected) ?? done.at(-1);
    if (this.inStep.audible === 0 && chosen) this.inStep.hear(chosen.number);
    this.#showPlayback();
  }

  /** @param {Take} take */
  async #use(take) {
    try {
      this.problem?.clear();
      await selectTake(this.store.id, this.scene, take.id);
      this.#read();
      await this.store.refresh();
    } catch (problem) {
      this.problem?.show(problem, () => this.#use(take));
    }
  }

  #showPlayback() {
    const { inStep, play, position } = this;
    if (!play || !position || !this.playIcon) return;
    showIcon(this.playIcon, inStep.isPlaying ? "pause" : "play");
    setAttributes(play, { "aria-label": inStep.isPlaying ? words.film.pause : words.film.play });
    setAttributes(position, { max: inStep.duration || 1 });
    position.value = String(inStep.time);
    for (const card of this.list?.children ?? []) if (card instanceof TakeCard) card.showSound();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const { inStep } = this;
    const isSpace = event.key === " " && !(event.target instanceof HTMLButtonElement);
    /** @type {Record<string, () => void>} */
    const keys = {
      k: () => inStep.toggle(),
      ArrowLeft: () => inStep.seek(inStep.time - 1),
      ArrowRight: () => inStep.seek(inStep.time + 1),
      ",": () => inStep.seek(inStep.time - 1 / 30),
      ".": () => inStep.seek(inStep.time + 1 / 30),
      Home: () => inStep.seek(0),
    };
    const action = isSpace
      ? keys.k
      : /^[1-9]$/.test(event.key)
      ? () => inStep.hear(Number(event.key))
      : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }
}

customElements.define("takes-dialog", TakesDialog);
