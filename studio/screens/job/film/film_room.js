// @ts-check
/** The finished film: watch it, note what to change, choose takes, download it. */

import { custom, element, setChildren } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { FinishDrafts } from "../drafts/finish_drafts.js";
import { Budget } from "../filming/budget.js";
import { Decisions } from "../filming/decisions.js";
import { SceneCard } from "../filming/scene_card.js";
import { Warnings } from "../filming/warnings.js";
import { NotesPanel } from "../notes/notes_panel.js";
import { JobSwitches } from "../switches/job_switches.js";
import { downloads } from "./downloads.js";
import { FilmPlayer } from "./film_player.js";
import { FilmNotice } from "./film_notice.js";
import { FilmSound } from "./film_sound.js";
import { showKeys } from "./keys_dialog.js";
import { onPlayerKey } from "./player_keys.js";
import { segmentsOf, Timeline } from "./timeline.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {NonNullable<Job["film"]>} Film */

export class FilmRoom extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("./timeline.js").Segment[]} */
  segments = [];
  /** @type {import("../../../live/connection.js").ConnectionState} */
  connection = "connecting";

  connectedCallback() {
    const { store } = this;
    const moved = () => this.#showPosition();
    this.player = custom(FilmPlayer, { path: store.path, changed: moved, help: showKeys });
    this.timeline = custom(Timeline, { seek: (frame) => this.player?.seek(frame) });
    this.notice = custom(FilmNotice, { showNew: () => this.#showNewest() });
    this.notes = custom(NotesPanel, { store, player: this.player, use: (note) => this.#use(note) });
    this.budget = custom(Budget, { store });
    this.decisions = custom(Decisions, { store, withCancel: false });
    this.drafts = custom(FinishDrafts, { store });
    this.warnings = custom(Warnings);
    this.sound = new FilmSound();
    this.switches = custom(JobSwitches, { store });
    this.scenes = element("div", { class: "scene-cards compact" });
    this.none = element("div", { class: "empty", hidden: true });
    this.content = element(
      "div",
      { class: "film-layout" },
      element(
        "div",
        { class: "film-stage" },
        this.player,
        this.timeline,
        this.sound.element,
        downloads(store.path),
      ),
      this.notes,
      element(
        "section",
        { class: "film-scenes", "aria-label": words.film.scenes },
        element("h2", {}, words.film.scenes),
        this.budget,
        this.decisions,
        this.drafts,
        this.scenes,
        this.switches,
        this.warnings,
      ),
    );
    this.append(this.notice, this.none, this.content);
    const { player, notes } = this;
    this.ended = new AbortController();
    document.addEventListener(
      "keydown",
      (event) => player.film && onPlayerKey(event, { player, mark: (which) => notes.mark(which), help: showKeys }),
      { signal: this.ended.signal },
    );
    this.close = store.subscribe((state) => this.show(state));
  }

  disconnectedCallback() {
    this.close?.();
    this.ended?.abort();
  }

  /** @param {import("../../../live/job_store.js").JobState} state */
  show(state) {
    const { job } = state;
    if (job === null || !this.player || !this.scenes || !this.content || !this.none) return;
    this.content.hidden = job.film === null;
    this.none.hidden = job.film !== null;
    if (job.film === null) this.#showNone(job);
    else this.#showFilm(job.film);
    if (state.connection === "live" && this.connection === "lost") this.player.retry();
    this.connection = state.connection;
    this.notice?.show(job, this.#isOutdated(job.film));
    this.budget?.show(job);
    this.decisions?.show(job);
    this.drafts?.show(job);
    this.warnings?.show(job);
    this.switches?.show(job);
    this.sound?.show(this.player.film);
    this.timeline?.showNotes(state.notes.filter(({ filmId }) => filmId === (this.player?.filmId ?? filmId)));
    showList(
      this.scenes,
      job.scenes,
      ({ id }) => id,
      () => custom(SceneCard, { store: this.store }),
      (card, scene) => card.show(scene, state),
    );
  }

  /**
   * Show the film, unless another cut is being watched or written about.
   *
   * @param {Film} film
   */
  #showFilm(film) {
    const { player } = this;
    if (!player) return;
    const isBusy = player.isPlaying || this.notes?.isWriting;
    if (player.film === null || (this.#isOutdated(film) && !isBusy)) {
      player.load(film);
      this.segments = [];
    }
    if (this.#isOutdated(film)) return;
    const scenes = this.store.value.job?.scenes ?? [];
    const segments = segmentsOf(scenes, player.length);
    if (!film.stale || this.segments.length === 0) this.segments = segments;
    this.timeline?.showScenes(this.segments, player.length);
  }

  #showNewest() {
    const film = this.store.value.job?.film;
    if (!film || !this.player) return;
    this.player.load(film);
    this.segments = [];
    this.show(this.store.value);
  }

  /** @param {Film | null} film Whether the player shows an earlier cut than this. */
  #isOutdated(film) {
    const shown = this.player?.film ?? null;
    return film !== null && shown !== null && identity(film) !== identity(shown);
  }

  #showPosition() {
    if (!this.player) return;
    this.timeline?.showPosition(this.player.frame);
    this.notes?.showMoment();
  }

  /**
   * Film the note's scene again with it.
   *
   * @param {import("../../../api/types.js").Note} note
   */
  #use({ id, sceneId }) {
    for (const card of this.scenes?.children ?? []) {
      if (!(card instanceof SceneCard) || card.dataset.key !== sceneId) continue;
      card.scrollIntoView({ block: "center" });
      card.filmAgain([id]);
    }
  }

  /** @param {Job} job */
  #showNone(job) {
    const texts = words.film;
    const isFilming = job.status === "processing";
    if (!this.none || this.none.dataset.status === job.status) return;
    this.none.dataset.status = job.status;
    setChildren(
      this.none,
      element("h2", {}, texts.noFilm),
      element("p", {}, isFilming ? texts.noFilmFilming : texts.noFilmYet),
      element(
        "a",
        { class: "button", href: `/jobs/${job.id}/${isFilming ? "filming" : "storyboard"}` },
        isFilming ? words.job.filming : words.job.storyboard,
      ),
    );
  }
}

/** @param {Film} film */
function identity({ id, url, duration, sizeBytes }) {
  return id ?? `${url} ${duration} ${sizeBytes}`;
}

customElements.define("film-room", FilmRoom);
