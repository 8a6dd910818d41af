// @ts-check
/** Writes a note: about the moment that the player shows, about a range, or about the whole film. */

import { newKey } from "../../../api/client.js";
import { addNote } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { timecode } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { author, remember } from "./author.js";
import { Moment } from "./moment.js";

export class NoteForm extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("./moment.js").Player | null} Without one, notes are about the job or a scene. */
  player = null;
  /** The note whose answer did not arrive, and the key that it is sent under again. */
  unsent = { content: "", key: "" };
  wasWriting = false;

  connectedCallback() {
    const texts = words.notes;
    this.moment = this.player && new Moment(this.player);
    this.problem = custom(ProblemNotice);
    this.text = element("textarea", {
      maxlength: 2000,
      rows: 2,
      placeholder: this.player ? texts.example : null,
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.send();
      },
    });
    this.when = element("span", { class: "timecode" });
    this.whole = element("option", { value: "" }, this.player ? texts.wholeFilm : texts.wholeJob);
    this.about = element("select", { onchange: () => this.show() }, this.whole);
    if (this.player) this.about.prepend(element("option", { value: "moment", selected: true }, texts.thisMoment));
    this.begin = button(texts.begin, texts.beginHelp, () => this.mark("first"));
    this.end = button(texts.end, texts.endHelp, () => this.mark("last"));
    this.follow = button(texts.follow, "", () => this.#release());
    this.marks = element(
      "div",
      { class: "note-marks", hidden: !this.player },
      this.when,
      this.begin,
      this.end,
      this.follow,
    );
    this.name = element("input", { value: author(), autocomplete: "name", maxlength: 100 });
    this.nameField = element("label", { class: "field" }, texts.name, this.name);
    this.as = button("", texts.changeName, () => this.#askName());
    const submit = element("button", { class: "primary" }, texts.add);
    this.append(
      element(
        "form",
        { class: "note-form", onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.send()) },
        element("label", { class: "field" }, texts.note, this.text),
        this.problem,
        this.nameField,
        element(
          "label",
          { class: "note-about" },
          element("span", { class: "visually-hidden" }, texts.about),
          this.about,
        ),
        this.marks,
        element("div", { class: "buttons" }, submit, this.as),
      ),
    );
    this.#showName(author());
    this.show();
  }

  /**
   * Show the moment, and offer the job's scenes.
   *
   * @param {import("../../../api/types.js").Job | null} [job]
   */
  show(job = this.store.value.job) {
    const { moment, about, when } = this;
    if (!about || !when) return;
    this.#showScenes(job);
    const isMoment = about.value === "moment";
    setAttributes(this.marks ?? this, { hidden: !isMoment });
    if (!moment) return;
    setText(when, moment.text);
    const isElsewhere = moment.isRange || (moment.held !== null && moment.held !== moment.player.frame);
    setAttributes(this.follow ?? this, { hidden: !isElsewhere });
    setText(this.follow ?? this, words.notes.follow(timecode(moment.player.frame)));
  }

  /**
   * Let the range begin or end at the frame that is shown.
   *
   * @param {"first" | "last"} which
   */
  mark(which) {
    if (!this.moment || !this.about) return;
    this.moment[which] = this.moment.player.frame;
    this.about.value = "moment";
    this.show();
  }

  /** Whether a note is being written. */
  get isWriting() {
    return Boolean(this.text?.value);
  }

  /** Send what is written. The field is free at once, so that the next note can be written meanwhile. */
  send() {
    const { text, about, moment } = this;
    if (!text || !about) return;
    if (!text.value.trim()) {
      this.player?.pause();
      text.focus();
      return;
    }
    remember(this.name?.value ?? "");
    this.#showName(author());
    const note = {
      text: text.value.trim(),
      ...(author() && { author: author() }),
      ...(about.value === "moment" ? moment?.frames : about.value ? { sceneId: about.value } : {}),
    };
    this.#post(note, this.unsent.content === JSON.stringify(note) ? this.unsent.key : newKey());
    this.#clear();
  }

  /**
   * @param {{text: string, firstFrame?: number, lastFrame?: number}} note
   * @param {string} key Under which it is made once, however often it is sent.
   */
  async #post(note, key) {
    try {
      this.problem?.clear();
      const made = await addNote(this.store.id, note, key);
      this.store.showNote(made);
      if (this.text?.value === note.text) this.#clear();
    } catch (problem) {
      this.unsent = { content: JSON.stringify(note), key };
      if (this.text && !this.isWriting) {
        this.text.value = note.text;
        this.moment?.restore(note);
        this.show();
      }
      this.problem?.show(problem, () => this.#post(note, key));
    }
  }

  #clear() {
    if (this.text) this.text.value = "";
    this.wasWriting = false;
    this.#release();
  }

  #typed() {
    if (!this.isWriting) {
      this.wasWriting = false;
      if (this.moment && !this.moment.isRange) this.#release();
    } else {
      if (!this.wasWriting) this.player?.pause();
      this.wasWriting = true;
      if (this.about?.value === "moment") this.moment?.hold();
    }
    this.show();
  }

  #release() {
    this.moment?.release();
    if (this.isWriting) this.moment?.hold();
    this.show();
  }

  /** @param {import("../../../api/types.js").Job | null} job */
  #showScenes(job) {
    const about = this.about;
    const scenes = job?.scenes ?? [];
    const shown = scenes.map(({ id, sceneNumber }) => `${id} ${sceneNumber}`).join();
    if (!about || about.dataset.shown === shown || about === document.activeElement) return;
    about.dataset.shown = shown;
    const chosen = about.value;
    for (const option of [...about.options].slice(this.player ? 2 : 1)) option.remove();
    about.append(...scenes.map(({ id, sceneNumber }) => element("option", { value: id }, words.scene(sceneNumber))));
    about.value = chosen;
    if (about.selectedIndex < 0) about.selectedIndex = 0;
  }

  /** @param {string} name */
  #showName(name) {
    if (!this.nameField || !this.as) return;
    this.nameField.hidden = Boolean(name);
    this.as.hidden = !name;
    setText(this.as, words.notes.as(name));
  }

  #askName() {
    this.#showName("");
    this.name?.select();
  }
}

/**
 * @param {string | ((value: string) => string)} text
 * @param {string} title
 * @param {() => void} onclick
 */
function button(text, title, onclick) {
  return element(
    "button",
    { type: "button", class: "quiet small", title: title || null, onclick },
    typeof text === "string" ? text : "",
  );
}

customElements.define("note-form", NoteForm);
