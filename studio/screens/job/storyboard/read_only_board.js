// @ts-check
/** A storyboard that is decided, to be read: who approved it, and each scene's text. */

import { get } from "../../../api/client.js";
import { custom, element, setAttributes, setChildren, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { number } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { SpeechLine } from "../speech/speech_line.js";
import { choiceName } from "./editing/choice_names.js";
import { TEXT_FIELDS, valuesOf } from "./editing/fields.js";
import { filmingOf, filmingSummary } from "./editing/filming_value.js";
import { verdict } from "./revisions/verdict.js";
import { SceneStill } from "./scene_still.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("../../../api/types.js").Scene} Scene */

const texts = words.board;

export class ReadOnlyBoard extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  #revision = 0;

  connectedCallback() {
    if (this.list) return;
    this.verdict = element("p", { class: "notice good", hidden: true });
    this.list = element("div", { class: "scenes" });
    this.append(
      element(
        "section",
        { class: "storyboard", "aria-label": words.job.storyboard },
        this.verdict,
        element("p", { class: "help" }, texts.readOnly),
        this.list,
      ),
    );
  }

  /** @param {Job} job */
  show(job) {
    if (!this.list) return;
    showList(this.list, job.scenes, (scene) => scene.id, () => sheet(this.store), (shown, scene) => {
      const still = /** @type {SceneStill} */ (shown.querySelector("scene-still"));
      still.show(scene, job.adBasics.aspectRatio);
      setAttributes(shown, { "aria-label": texts.scene(scene.sceneNumber), "data-format": job.adBasics.aspectRatio });
      setText(/** @type {Element} */ (shown.querySelector("h3")), texts.scene(scene.sceneNumber));
      showText(/** @type {Element} */ (shown.querySelector("dl")), scene);
      /** @type {SpeechLine} */ (shown.querySelector("speech-line")).show(scene, job);
    });
    if (this.#revision === job.storyboardRevision) return;
    this.#revision = job.storyboardRevision;
    this.#showVerdict();
  }

  async #showVerdict() {
    const answer = await get(`${this.store.path}/storyboards`).catch(() => ({ data: [] }));
    const boards = /** @type {import("../../../api/types.js").Storyboard[]} */ (answer.data);
    const approved = boards.findLast((board) => board.verdict === "approved");
    if (!this.verdict || !approved) return;
    setText(this.verdict, `${texts.revision(approved.revision)}: ${verdict(approved)}`);
    this.verdict.hidden = false;
  }
}

/**
 * Make what shows a scene.
 *
 * @param {import("../../../live/job_store.js").JobStore} store
 */
function sheet(store) {
  return element(
    "section",
    { class: "board-card" },
    element("div", { class: "scene-head" }, element("h3")),
    custom(SceneStill),
    element("dl", { class: "scene-text" }),
    custom(SpeechLine, { store }),
  );
}

/**
 * @param {Element} target
 * @param {Scene} scene
 */
function showText(target, scene) {
  const values = valuesOf(scene);
  const line = (/** @type {string} */ label, /** @type {string} */ value) =>
    element("div", {}, element("dt", {}, label), element("dd", {}, value));
  const lines = TEXT_FIELDS.filter(({ name }) => values[name]).map(({ name, kind }) => {
    const label = texts.fields[/** @type {keyof typeof texts.fields} */ (name)];
    const value = kind === "seconds"
      ? texts.length(number(Number(values[name])))
      : choiceName(name, String(values[name]));
    return line(label, value);
  });
  const filming = filmingSummary(filmingOf(scene.filming));
  if (filming) lines.push(line(words.wishes.title, filming));
  if (target.textContent !== lines.map((line) => line.textContent).join("")) setChildren(target, lines);
}

customElements.define("read-only-board", ReadOnlyBoard);
