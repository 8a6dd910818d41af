// @ts-check
/** One scene while it is filmed and afterwards: its picture, how it is doing, and what can be done about it. */

import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setAttributes, setChildren, setText } from "../../../page/element.js";
import { loadWhenSeen } from "../../../page/picture_queue.js";
import { money, number } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { finalPricesOf } from "../drafts/final_prices.js";
import { FinishButton, finishTexts, mayFinish } from "../drafts/finish_button.js";
import { SpeechLine } from "../speech/speech_line.js";
import { FilmAgain } from "../takes/film_again.js";
import { showTakes } from "../takes/takes_dialog.js";
import { SceneMaking } from "./scene_making.js";
import { SceneOrder } from "./scene_order.js";
import { reasonToFail, reasonToWait, sceneState, secondsUntilRetry, whatToDo } from "./scene_state.js";

/** @typedef {import("../../../api/types.js").Scene} Scene */
/** @typedef {import("../../../live/job_store.js").JobState} JobState */

export class SceneCard extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    this.prices = finalPricesOf(this.store);
    this.stopPrices = this.prices.subscribe(() => this.#update());
    if (this.section) return;
    const texts = words.filming;
    this.still = element("img", { alt: "", hidden: true });
    this.number = element("span", { class: "still-number", "aria-hidden": "true" });
    this.heading = element("h3", { tabindex: -1 });
    this.state = element("p", { class: "scene-state" });
    this.bar = element("progress", { max: 1 });
    this.script = element("p", { class: "scene-script" });
    this.error = element("div", { class: "notice bad", hidden: true });
    this.line = custom(SpeechLine, { store: this.store });
    this.again = element("button", { type: "button", onclick: () => this.filmAgain() }, texts.filmAgain);
    this.takes = element("button", { type: "button", onclick: () => this.#showTakes() }, texts.takes);
    this.form = custom(FilmAgain, { store: this.store, closed: (hadFocus) => this.#formIsClosed(hadFocus) }, {
      hidden: true,
    });
    const problem = custom(ProblemNotice);
    this.making = new SceneMaking();
    const failed = (/** @type {unknown} */ why, /** @type {() => void} */ retry) => problem.show(why, retry);
    this.finish = new FinishButton(this.store, failed, () => this.heading?.focus());
    this.order = custom(SceneOrder, { store: this.store, failed });
    this.section = element(
      "section",
      { class: "scene-card" },
      element("div", { class: "still" }, this.still, this.number),
      element(
        "div",
        { class: "scene-facts" },
        element("div", { class: "title-line" }, this.heading, this.making.badge),
        this.state,
        this.bar,
        this.error,
        this.making.element,
        this.script,
        this.line,
        element("div", { class: "buttons" }, this.again, this.takes, this.finish.element),
        this.order,
        problem,
        this.form,
      ),
    );
    this.append(this.section);
  }

  disconnectedCallback() {
    clearInterval(this.clock);
    this.stopPrices?.();
  }

  /**
   * @param {Scene} scene
   * @param {JobState} state
   */
  show(scene, state) {
    this.scene = scene;
    this.jobState = state;
    this.#update();
  }

  /**
   * Ask for feedback, and offer the scene's open notes; the one given is chosen.
   *
   * @param {string[]} [notes] Ids of the notes that are used; without it all.
   */
  filmAgain(notes) {
    if (!this.scene || !this.form) return;
    this.form.ask(this.scene, notes);
    this.#update();
  }

  /** @param {boolean} hadFocus */
  #formIsClosed(hadFocus) {
    this.#update();
    if (hadFocus) (this.again?.hidden ? this.heading : this.again)?.focus();
  }

  #update() {
    const { scene, jobState } = this;
    if (!scene || !jobState?.job || !this.section || !this.form) return;
    const name = words.scene(scene.sceneNumber);
    setAttributes(this.section, { "aria-label": name, "data-status": scene.status });
    setText(this.heading ?? this, `${name} · ${words.filming.about(scenarioName(scene), number(scene.duration))}`);
    setText(this.script ?? this, scene.script || scene.description);
    setAttributes(this.still ?? this, { hidden: !scene.stillUrl });
    if (this.still && scene.stillUrl) loadWhenSeen(this.still, scene.stillUrl);
    setText(this.number ?? this, scene.sceneNumber);
    setAttributes(this.number ?? this, { hidden: Boolean(scene.stillUrl) });
    this.form.show(scene);
    this.order?.show(scene.id, jobState.job);
    const isOver = scene.status === "completed" || scene.status === "failed";
    const mayFilm = isOver && (jobState.job.actions ?? []).includes("regenerate_scene");
    setAttributes(this.again ?? this, { hidden: !mayFilm || !this.form.hidden });
    setAttributes(this.takes ?? this, { hidden: scene.status === "pending" && !scene.videoUrl });
    this.line?.show(scene, jobState.job);
    this.making?.show(scene, jobState.job);
    const price = this.prices?.value.scenes.get(scene.sceneNumber) ?? null;
    this.finish?.show({
      isOffered: scene.draft === true && scene.status === "completed" && mayFinish(jobState.job),
      scenes: [scene.sceneNumber],
      ...finishTexts(scene.sceneNumber, price === null ? null : money(price)),
    });
    this.#showError(scene);
    this.#showState(scene);
  }

  /** @param {Scene} scene */
  #showState(scene) {
    const now = Date.now();
    const { text, done, kind } = sceneState(scene, now);
    setText(this.state ?? this, text);
    setAttributes(this.state ?? this, { "data-kind": kind });
    setAttributes(this.bar ?? this, {
      "aria-label": words.scene(scene.sceneNumber),
      "aria-valuetext": text,
      value: done,
    });
    const counts = (secondsUntilRetry(scene, now) ?? 0) > 0;
    if (counts && this.clock === undefined) {
      this.clock = setInterval(() => this.scene && this.#showState(this.scene), 1_000);
    } else if (!counts) {
      clearInterval(this.clock);
      this.clock = undefined;
    }
  }

  /** @param {Scene} scene */
  #showError({ error, status }) {
    const box = this.error;
    if (!box) return;
    box.hidden = error === null || status === "processing";
    const shown = JSON.stringify([error, status]);
    if (error === null || box.dataset.shown === shown) return;
    box.dataset.shown = shown;
    const isOver = status === "failed" || status === "completed";
    setAttributes(box, { class: isOver ? "notice bad" : "notice warning" });
    const reason = isOver ? reasonToFail(error) : reasonToWait(error.code);
    setChildren(
      box,
      element("p", {}, reason, isOver && element("span", { class: "advice" }, whatToDo(error.code))),
      !isOver && element("details", {}, element("summary", {}, words.filming.details), error.message),
    );
  }

  #showTakes() {
    if (!this.scene) return;
    showTakes(this.store, this.scene.id, () => this.filmAgain());
  }
}

/** @param {Scene} scene */
function scenarioName({ scenario }) {
  return words.scenario[/** @type {keyof typeof words.scenario} */ (scenario)] ?? scenario;
}

customElements.define("scene-card", SceneCard);
