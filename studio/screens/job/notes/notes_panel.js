// @ts-check
/** The notes about a job: write one, read them in the film's order, see what answered them, export them. */

import { takesOf } from "../../../api/job_requests.js";
import { custom, element, setChildren, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { NoteForm } from "./note_form.js";
import { NoteItem } from "./note_item.js";

/** @typedef {import("../../../api/types.js").Note} Note */

const MINUTE = 60_000;

export class NotesPanel extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("./moment.js").Player | null} */
  player = null;
  /** Films the note's scene again with it. @type {((note: Note) => void) | null} */
  use = null;
  /** The numbers of takes that answer notes, by the takes' ids. @type {Map<string, number>} */
  takes = new Map();
  /** Scenes whose takes were asked for. @type {Set<string>} */
  asked = new Set();

  connectedCallback() {
    const texts = words.notes;
    this.form = custom(NoteForm, { store: this.store, player: this.player });
    this.heading = element("h2");
    this.filter = element(
      "select",
      { "aria-label": texts.filter, onchange: () => this.#show(this.store.value) },
      Object.entries(texts.filters).map(([value, text]) => element("option", { value }, text)),
    );
    this.list = element("div", { class: "note-list" });
    this.empty = element("p", { class: "help" }, this.player ? texts.emptyFilm : texts.empty);
    this.exports = element("p", { class: "help note-exports" });
    const path = `${this.store.path}/notes`;
    setChildren(
      this.exports,
      texts.export,
      element("a", { href: `${path}?format=csv`, download: true }, "CSV"),
      element("a", { href: `${path}?format=edl`, download: true }, "EDL"),
    );
    this.append(
      element(
        "section",
        { class: "notes", "aria-label": texts.title },
        element("div", { class: "notes-title" }, this.heading, this.filter),
        this.form,
        this.list,
        this.empty,
        this.exports,
      ),
    );
    this.stop = this.store.subscribe((state) => this.#show(state));
    this.clock = setInterval(() => document.hidden || this.#show(this.store.value), MINUTE);
  }

  disconnectedCallback() {
    this.stop?.();
    clearInterval(this.clock);
  }

  /** Show which frame a new note would be about. */
  showMoment() {
    this.form?.show();
  }

  /** Whether a note is being written. */
  get isWriting() {
    return this.form?.isWriting ?? false;
  }

  /** @param {"first" | "last"} which */
  mark(which) {
    this.form?.mark(which);
  }

  /** @param {import("../../../live/job_store.js").JobState} state */
  #show({ job, notes }) {
    if (!this.list || !this.filter || !this.empty || !this.heading || !this.exports) return;
    this.form?.show(job);
    const wanted = this.filter.value;
    const shown = notes.filter(({ status }) => wanted === "all" || status === wanted).sort(byMoment);
    const open = notes.filter(({ status }) => status === "open").length;
    setText(this.heading, words.notes.count(open));
    this.empty.hidden = notes.length > 0;
    this.exports.hidden = notes.length === 0;
    const mayUse = (job?.actions ?? []).includes("regenerate_scene");
    showList(this.list, shown, ({ id }) => id, () => this.#item(), (item, note) =>
      item.show(note, {
        answer: this.#answer(note),
        isEarlierCut: note.filmId !== null && this.player !== null && note.filmId !== this.player.filmId,
        mayUse: mayUse && note.sceneId !== null,
      }));
  }

  #item() {
    const { player } = this;
    return custom(NoteItem, {
      store: this.store,
      seek: player && ((/** @type {Note} */ { firstFrame }) => firstFrame !== null && player.seek(firstFrame)),
      use: this.use,
    });
  }

  /**
   * Say what answered a note.
   *
   * @param {Note} note
   * @returns {string}
   */
  #answer({ answeredBy, sceneId }) {
    if (!answeredBy) return "";
    const { takeId, revision } = answeredBy;
    if (takeId === null) return revision === null ? "" : words.notes.answeredByRevision(revision);
    const number = this.takes.get(takeId);
    if (number !== undefined) return words.notes.answeredByTake(number);
    if (sceneId !== null) this.#readTakes(sceneId, takeId);
    return words.notes.answeredByNewTake;
  }

  /**
   * @param {string} scene
   * @param {string} take
   */
  async #readTakes(scene, take) {
    if (this.asked.has(take)) return;
    this.asked.add(take);
    for (const { id, number } of await takesOf(this.store.id, scene).catch(() => [])) this.takes.set(id, number);
    if (this.takes.has(take)) this.#show(this.store.value);
  }
}

/**
 * @param {Note} one
 * @param {Note} other
 */
function byMoment(one, other) {
  return (one.firstFrame ?? Infinity) - (other.firstFrame ?? Infinity) || one.createdAt.localeCompare(other.createdAt);
}

customElements.define("notes-panel", NotesPanel);
