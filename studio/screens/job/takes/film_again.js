// @ts-check
/** Films a scene again: an optional feedback, the scene's open notes that become a part of it, and how it is filmed. */

import { newKey } from "../../../api/client.js";
import { act, takesOf } from "../../../api/job_requests.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setChildren, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { authorOf } from "../notes/author.js";
import { FilmingChange } from "./filming_change.js";

/** @typedef {import("../../../api/types.js").Note} Note */
/** @typedef {import("../../../api/types.js").Scene} Scene */

const OPENED = "greenlight-film-again";

export class FilmAgain extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** Called when the form is put away, with whether it had the focus. */
  closed = (/** @type {boolean} */ _hadFocus) => {};
  /** Ids of the notes that are not used. */
  left = new Set();
  /** What was sent under `key`. */
  sent = "";
  key = newKey();
  isSending = false;

  connectedCallback() {
    const texts = words.filming;
    this.listening = new AbortController();
    const { signal } = this.listening;
    document.addEventListener(OPENED, (event) => event.target !== this && this.close(), { signal });
    if (this.feedback) return;
    this.problem = custom(ProblemNotice);
    this.feedback = element("textarea", { placeholder: texts.feedbackExample, maxlength: 2000 });
    this.noteList = element("ul", { class: "note-choices" });
    this.notes = element("fieldset", { hidden: true }, element("legend", {}, texts.openNotes), this.noteList);
    this.filming = new FilmingChange(this.store, this.problem);
    this.price = element("p", { class: "help" });
    /** In the page while the form is shown only, so that there is one field of this name. */
    this.form = element(
      "form",
      {
        class: "film-again",
        onsubmit: (/** @type {Event} */ event) => this.send(event),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#press(event),
      },
      this.problem,
      element("label", { class: "field" }, texts.feedback, this.feedback),
      this.notes,
      this.filming.element,
      this.price,
      element(
        "div",
        { class: "buttons" },
        element("button", { class: "primary" }, texts.filmAgain),
        element("button", { type: "button", class: "quiet", onclick: () => this.close() }, texts.notNow),
      ),
    );
  }

  disconnectedCallback() {
    this.listening?.abort();
  }

  /**
   * Show the form.
   *
   * @param {Scene} scene
   * @param {string[]} [notes] Ids of the notes that are used; without it all open ones.
   */
  ask(scene, notes) {
    this.scene = scene;
    if (this.hidden) {
      setChildren(this, this.form);
      this.filming?.begin(scene);
    }
    this.hidden = false;
    this.left = new Set(notes && this.#openNotes().filter(({ id }) => !notes.includes(id)).map(({ id }) => id));
    this.dispatchEvent(new Event(OPENED, { bubbles: true }));
    this.#showNotes();
    this.feedback?.focus();
    this.#showPrice(scene);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.scene = scene;
    if (this.hidden) return;
    this.#showNotes();
    this.filming?.show(scene);
  }

  close() {
    if (this.hidden) return;
    const hadFocus = this.contains(document.activeElement);
    this.hidden = true;
    setChildren(this);
    this.problem?.clear();
    this.closed(hadFocus);
  }

  /** @param {Event} [event] */
  async send(event) {
    event?.preventDefault();
    if (!this.scene || !this.feedback || this.isSending) return;
    const feedback = this.feedback.value.trim();
    const noteIds = this.#openNotes().filter(({ id }) => !this.left.has(id)).map(({ id }) => id);
    const action = {
      action: "regenerate_scene",
      sceneNumber: this.scene.sceneNumber,
      ...(feedback && { feedback }),
      ...(noteIds.length && { noteIds }),
    };
    const content = JSON.stringify(action);
    if (content !== this.sent) this.key = newKey();
    this.sent = content;
    this.isSending = true;
    try {
      this.problem?.clear();
      if (!await this.filming?.save()) return;
      this.store.show(await act(this.store.id, action, this.key));
      this.sent = "";
      this.feedback.value = "";
      this.close();
    } catch (problem) {
      this.problem?.show(problem, () => this.send());
    } finally {
      this.isSending = false;
    }
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.key === "Escape") this.close();
    // A take is paid: only the button orders it.
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault();
  }

  #openNotes() {
    return this.store.value.notes.filter(({ sceneId, status }) => status === "open" && sceneId === this.scene?.id);
  }

  #showNotes() {
    const open = this.#openNotes();
    if (!this.notes || !this.noteList) return;
    this.notes.hidden = open.length === 0;
    showList(this.noteList, open, ({ id }) => id, (note) => this.#choice(note), (item, note) => {
      const [box, text] = [item.querySelector("input"), item.querySelector("span")];
      if (box) box.checked = !this.left.has(note.id);
      if (text) setText(text, `${note.text} – ${authorOf(note)}`);
    });
  }

  /** @param {Note} note */
  #choice({ id }) {
    const box = element("input", {
      type: "checkbox",
      onchange: () => box.checked ? this.left.delete(id) : this.left.add(id),
    });
    return element("li", {}, element("label", { class: "choice" }, box, element("span")));
  }

  /**
   * Say what the last take cost: the next one is ordered and paid as that was.
   *
   * @param {Scene} scene
   */
  async #showPrice(scene) {
    if (!this.price) return;
    setText(this.price, words.filming.newOrder);
    const takes = await takesOf(this.store.id, scene.id).catch(() => []);
    const last = takes.findLast(({ cost }) => cost > 0);
    if (last && scene.id === this.scene?.id) setText(this.price, words.filming.newOrderLike(money(last.cost)));
  }
}

customElements.define("film-again", FilmAgain);
