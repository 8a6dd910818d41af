// @ts-check
/** How a scene is filmed besides its text: sound, references, last frame, where it begins, seed. Offered is what the job's model can do. */

import { modelsOf } from "../../../../live/video_models.js";
import { element, setChildren, setText } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";
import { AssetChoice } from "./asset_choice.js";
import { filmingOf, filmingSummary } from "./filming_value.js";
import { Wish } from "./wish.js";
import { limits, otherwise } from "./wish_limits.js";

/** @typedef {import("../../../../api/types.js").Asset} Asset */
/** @typedef {import("../../../../api/types.js").Filming} Filming */
/** @typedef {import("../../../../api/types.js").Job} Job */
/** @typedef {{job: Job, isFirst: boolean, isEditable: boolean}} SceneState */

const MAX_SEED = 2 ** 31 - 1;
/** The roles of what a film is for, which are the likely references. */
const PRODUCT_ROLES = ["product", "hero"];

export class FilmingChoice extends HTMLElement {
  /** @type {readonly import("../../../../live/video_models.js").JobModel[]} */
  models = [];
  /** Whether what the models can do could not be read. */
  isUnread = false;
  /** For which models they were read. */
  #readFor = "";
  /** @type {SceneState | null} */
  #state = null;
  /** @type {readonly Asset[]} */
  #pictures = [];

  /** @param {string} id With which the ids of its fields begin. */
  constructor(id) {
    super();
    const texts = words.wishes;
    this.audio = element("select", {}, options(texts.audio.choices));
    this.mode = element("select", { onchange: () => this.#suggestPictures() }, options(texts.references.choices));
    this.lastFrame = element("select");
    this.chain = element("input", { type: "checkbox" });
    this.seed = element("input", { type: "number", min: 0, max: MAX_SEED, step: 1, inputmode: "numeric" });
    this.pictures = new AssetChoice();
    this.pictures.label = texts.references.pictures;
    this.pictures.nothing = texts.references.noPictures;
    this.wishes = {
      native: new Wish(`${id}-audio`, this.audio, texts.audio.label),
      references: new Wish(`${id}-references`, this.mode, texts.references.label, texts.references.help),
      chain: new Wish(`${id}-chain`, this.chain, texts.chain.label, texts.chain.help),
      lastFrame: new Wish(`${id}-last-frame`, this.lastFrame, texts.lastFrame.label),
      seed: new Wish(`${id}-seed`, this.seed, texts.seed.label, texts.seed.help),
    };
    this.summary = element("summary");
    this.notes = element("div", { class: "help", role: "status" });
    const { native, references, chain, lastFrame, seed } = this.wishes;
    this.content = element(
      "details",
      {},
      this.summary,
      element(
        "fieldset",
        { class: "further-fields" },
        element("legend", { class: "visually-hidden" }, texts.title),
        native.element,
        references.element,
        this.pictures,
        chain.element,
        lastFrame.element,
        seed.element,
        this.notes,
      ),
    );
    this.addEventListener("input", () => this.#showDependent());
    this.addEventListener("change", () => this.#showDependent());
  }

  connectedCallback() {
    if (!this.content.isConnected) this.append(this.content);
  }

  /** Return what is chosen, and why it cannot be saved. */
  read() {
    const { seed, mode } = this;
    const isWrong = seed.validity.badInput || (seed.value !== "" && !isSeed(seed.valueAsNumber));
    /** @type {Filming} */
    const value = filmingOf({
      audio: this.audio.value || null,
      references: { "": null, none: [], these: this.pictures.value }[mode.value] ?? null,
      lastFrame: this.lastFrame.value || null,
      chainFromPrevious: this.chain.checked,
      seed: seed.value === "" ? null : isWrong ? seed.value : seed.valueAsNumber,
    });
    return /** @type {[Filming, string]} */ ([value, isWrong ? words.wishes.seed.wrong : ""]);
  }

  /** @param {Filming} value */
  choose({ audio, references, lastFrame, chainFromPrevious, seed }) {
    this.audio.value = audio ?? "";
    this.mode.value = !references ? "" : references.length > 0 ? "these" : "none";
    this.pictures.choose(references ?? []);
    this.#offerLastFrames(lastFrame ?? "");
    this.chain.checked = chainFromPrevious === true;
    this.seed.value = seed === undefined || seed === null ? "" : String(seed);
    this.#showDependent();
  }

  /** @param {SceneState} state */
  showScene(state) {
    this.#state = state;
    this.#pictures = state.job.assets.filter(({ type, status }) => type === "image" && status === "ready");
    this.pictures.showAssets(this.#pictures, state.isEditable);
    this.#offerLastFrames(this.lastFrame.value);
    this.#readModels(state.job);
    this.#showDependent();
  }

  /** @param {Job} job */
  async #readModels({ production }) {
    const wanted = JSON.stringify([production.provider, production.model, production.draft]);
    if (wanted === this.#readFor) return;
    this.#readFor = wanted;
    try {
      const models = await modelsOf(production);
      if (wanted !== this.#readFor) return;
      this.models = models;
      this.isUnread = false;
    } catch {
      // Everything is offered then; what the model cannot do is refused by name.
      this.models = [];
      this.isUnread = true;
    }
    this.#showDependent();
  }

  /** Show what follows from what is chosen: what is offered, notes, and the summary. */
  #showDependent() {
    const [value] = this.read();
    const summary = filmingSummary(value) || words.wishes.asUsual;
    setText(this.summary, `${words.wishes.title}: ${summary}`);
    this.pictures.hidden = this.mode.value !== "these";
    if (this.#state === null) return;
    const { isEditable, isFirst } = this.#state;
    const reasons = limits(this.models, isFirst);
    const isSet = {
      native: value.audio === "native",
      references: (value.references?.length ?? 0) > 0,
      lastFrame: value.lastFrame !== undefined,
      chain: value.chainFromPrevious === true,
      seed: value.seed !== undefined,
    };
    for (const [name, wish] of Object.entries(this.wishes)) {
      const each = /** @type {keyof typeof reasons} */ (name);
      // Of the sounds, and of the pictures, one choice only depends on the model.
      const isWhole = each !== "native" && each !== "references";
      wish.show(reasons[each], { isSet: isSet[each], isEditable, isWhole });
    }
    forbid(this.audio, "native", reasons.native !== "" && !isSet.native);
    forbid(this.mode, "these", reasons.references !== "" && this.mode.value !== "these");
    const notes = this.isUnread ? [words.wishes.notRead] : otherwise(this.models, value);
    if (this.notes.textContent !== notes.join("")) setChildren(this.notes, notes.map((each) => element("p", {}, each)));
  }

  /** Tick the pictures of the product when somebody begins to choose some. */
  #suggestPictures() {
    if (this.mode.value !== "these" || this.pictures.value.length > 0) return;
    this.pictures.choose(this.#pictures.filter(({ role }) => PRODUCT_ROLES.includes(role)).map(({ id }) => id));
  }

  /** @param {string} chosen Id of an asset; empty: none. */
  #offerLastFrames(chosen) {
    const texts = words.wishes.lastFrame;
    const names = Object.fromEntries(this.#pictures.map(({ id, name }) => [id, name || id]));
    const offered = { "": texts.none, ...names, ...(chosen && !(chosen in names) ? { [chosen]: texts.gone } : {}) };
    const version = JSON.stringify(offered);
    if (this.lastFrame.dataset.offered !== version) {
      this.lastFrame.dataset.offered = version;
      setChildren(this.lastFrame, options(offered));
    }
    this.lastFrame.value = chosen;
  }
}

/** @param {number} value */
function isSeed(value) {
  return Number.isInteger(value) && value >= 0 && value <= MAX_SEED;
}

/** @param {Record<string, string>} texts Of the values. */
function options(texts) {
  return Object.entries(texts).map(([value, text]) => element("option", { value }, text));
}

/**
 * @param {HTMLSelectElement} select
 * @param {string} value
 * @param {boolean} isForbidden
 */
function forbid(select, value, isForbidden) {
  for (const option of select.options) if (option.value === value) option.disabled = isForbidden;
}

customElements.define("filming-choice", FilmingChoice);
