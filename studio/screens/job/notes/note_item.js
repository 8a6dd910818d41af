// @ts-check
/** One note: who said what, when, about which moment; resolved, edited, deleted, used as feedback. */

import { changeNote, deleteNote } from "../../../api/job_requests.js";
import { confirm } from "../../../controls/confirm.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setAttributes, setText } from "../../../page/element.js";
import { ago, dayAndTime } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { authorOf } from "./author.js";

/** @typedef {import("../../../api/types.js").Note} Note */

export class NoteItem extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** Shows the note's frame; null where there is no player. @type {((note: Note) => void) | null} */
  seek = null;
  /** Films the note's scene again with it; null where that is not offered. @type {((note: Note) => void) | null} */
  use = null;

  connectedCallback() {
    if (this.article) return;
    const texts = words.notes;
    this.when = element("button", { type: "button", class: "timecode quiet small", onclick: () => this.#seek() });
    this.where = element("span", { class: "note-where" });
    this.author = element("strong");
    this.time = element("time");
    this.text = element("p", { class: "note-text" });
    this.answer = element("p", { class: "help" });
    this.problem = custom(ProblemNotice);
    this.resolve = button(texts.resolve, () => this.#toggle());
    this.feedback = button(texts.useAsFeedback, () => this.note && this.use?.(this.note));
    this.edit = button(texts.edit, () => this.#startEditing());
    this.delete = button(texts.delete, () => this.#delete());
    this.actions = element("div", { class: "buttons" }, this.feedback, this.resolve, this.edit, this.delete);
    this.field = element("textarea", { "aria-label": texts.editText, maxlength: 2000 });
    this.editor = element(
      "form",
      { hidden: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.#save()) },
      this.field,
      element(
        "div",
        { class: "buttons" },
        element("button", { class: "primary small" }, texts.save),
        button(texts.discard, () => this.#stopEditing()),
      ),
    );
    this.article = element(
      "article",
      { class: "note" },
      element("header", {}, this.when, this.where, this.author, this.time),
      this.text,
      this.editor,
      this.answer,
      this.problem,
      this.actions,
    );
    this.append(this.article);
  }

  /**
   * @param {Note} note
   * @param {{answer: string, isEarlierCut: boolean, mayUse: boolean}} about What follows for it from the job.
   */
  show(note, { answer, isEarlierCut, mayUse }) {
    const texts = words.notes;
    this.note = note;
    const { article, when, where, author, time, text } = this;
    if (!article || !when || !where || !author || !time || !text) return;
    setAttributes(article, { "data-status": note.status });
    when.hidden = note.timecode === null;
    setText(when, note.timecode ?? "");
    setAttributes(when, { disabled: this.seek === null, title: isEarlierCut ? texts.earlierCut : null });
    const scene = note.sceneNumber === null ? "" : words.scene(note.sceneNumber);
    setText(where, [scene, isEarlierCut ? texts.earlierCut : ""].filter(Boolean).join(" · "));
    setText(author, authorOf(note));
    setText(time, ago(note.createdAt));
    setAttributes(time, { datetime: note.createdAt, title: dayAndTime(note.createdAt) });
    setText(text, note.text);
    const isResolved = note.status === "resolved";
    setText(this.answer ?? this, isResolved ? answer || texts.resolved : "");
    setAttributes(this.answer ?? this, { hidden: !isResolved });
    setText(this.resolve ?? this, isResolved ? texts.reopen : texts.resolve);
    setAttributes(this.feedback ?? this, { hidden: this.use === null || !mayUse || isResolved });
  }

  #seek() {
    if (this.note) this.seek?.(this.note);
  }

  #toggle() {
    if (!this.note) return;
    const { id, status } = this.note;
    this.#change(() => changeNote(this.store.id, id, { status: status === "open" ? "resolved" : "open" }));
  }

  async #delete() {
    const { note } = this;
    if (!note || !await confirm(words.notes.deleteQuestion, words.notes.deleteYes, note.text)) return;
    await this.#change(() => deleteNote(this.store.id, note.id));
  }

  #startEditing() {
    if (!this.field || !this.note) return;
    this.field.value = this.note.text;
    this.#showEditor(true);
    this.field.focus();
  }

  #stopEditing() {
    this.#showEditor(false);
    this.edit?.focus();
  }

  async #save() {
    const { note, field } = this;
    if (!note || !field?.value.trim()) return;
    const isSaved = await this.#change(() => changeNote(this.store.id, note.id, { text: field.value.trim() }));
    if (isSaved) this.#stopEditing();
  }

  /** @param {boolean} isEditing */
  #showEditor(isEditing) {
    for (const [part, hidden] of [[this.editor, !isEditing], [this.text, isEditing], [this.actions, isEditing]]) {
      if (part instanceof HTMLElement) part.hidden = Boolean(hidden);
    }
  }

  /**
   * @param {() => Promise<Note | void>} request
   * @returns {Promise<boolean>} Whether it was done.
   */
  async #change(request) {
    try {
      this.problem?.clear();
      const changed = await request();
      if (changed) this.store.showNote(changed);
      else await this.store.refreshNotes();
      return true;
    } catch (problem) {
      this.problem?.show(problem, () => this.#change(request));
      return false;
    }
  }
}

/**
 * @param {string} text
 * @param {() => void} onclick
 */
function button(text, onclick) {
  return element("button", { type: "button", class: "quiet small", onclick }, text);
}

customElements.define("note-item", NoteItem);
