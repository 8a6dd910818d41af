// @ts-check
/** What should be different in one scene: feedback, and open notes that the new text should answer. */

import { element, setChildren } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Note} Note */
/** @typedef {{feedback?: string, note_ids?: string[]}} RewriteRequest */

const texts = words.board;
let formsMade = 0;

export class RewriteForm {
  /**
   * @param {(request: RewriteRequest) => Promise<boolean>} send Returns whether the scene is being rewritten.
   * @param {() => void} close
   */
  constructor(send, close) {
    const id = `rewrite-${++formsMade}`;
    this.feedback = element("textarea", { id, rows: 3, "aria-describedby": `${id}-help` });
    this.notes = element("div", { class: "note-choice" });
    this.choice = element("fieldset", { hidden: true }, element("legend", {}, texts.openNotes), this.notes);
    this.submit = element("button", { class: "slim primary" }, texts.rewrite);
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.isSending) return;
      this.isSending = true;
      const isSent = await send(this.#request());
      this.isSending = false;
      if (isSent) this.feedback.value = "";
    };
    this.isSending = false;
    /** In the page while the form is open only, so that there is one field of this name. */
    this.content = [
      element("label", { for: id }, texts.feedback),
      this.feedback,
      element("p", { class: "help", id: `${id}-help` }, texts.feedbackOfScene),
      this.choice,
      element(
        "div",
        { class: "buttons" },
        this.submit,
        element("button", { type: "button", class: "slim quiet", onclick: close }, texts.close),
      ),
    ];
    this.element = element("form", { class: "rewrite", hidden: true, onsubmit: submit });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.element.requestSubmit();
    });
  }

  /**
   * @param {boolean} isOpen
   * @param {readonly Note[]} notes The scene's open ones.
   */
  show(isOpen, notes) {
    const opens = isOpen && this.element.hidden;
    if (isOpen === this.element.hidden) setChildren(this.element, isOpen ? this.content : []);
    this.element.hidden = !isOpen;
    this.choice.hidden = notes.length === 0;
    showList(this.notes, notes, (note) => note.id, noteBox, () => {});
    if (opens) this.feedback.focus();
  }

  /** @returns {RewriteRequest} */
  #request() {
    const boxes = /** @type {HTMLInputElement[]} */ ([...this.notes.querySelectorAll("input:checked")]);
    const feedback = this.feedback.value.trim();
    return {
      ...(feedback ? { feedback } : {}),
      ...(boxes.length > 0 ? { note_ids: boxes.map((box) => box.value) } : {}),
    };
  }
}

/** @param {Note} note */
function noteBox(note) {
  return element(
    "label",
    {},
    element("input", { type: "checkbox", value: note.id, checked: true }),
    element("span", {}, note.author ? `${note.text} (${note.author})` : note.text),
  );
}
