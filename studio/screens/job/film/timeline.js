// @ts-check
/** The film from its first frame to its last: its scenes, its notes, and where the player is. */

import { element, setAttributes, setText } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { FPS, timecode } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { authorOf } from "../notes/author.js";

/** @typedef {import("../../../api/types.js").Scene} Scene */
/** @typedef {import("../../../api/types.js").Note} Note */

/** @typedef {{scene: Scene, begins: number, length: number}} Segment A scene in the film, in frames. */

export class Timeline extends HTMLElement {
  /** @type {(frame: number) => void} */
  seek = () => {};
  length = 1;

  connectedCallback() {
    if (this.position) return;
    this.position = element("input", {
      type: "range",
      min: 0,
      step: 1,
      value: 0,
      "aria-label": words.film.position,
      oninput: () => this.seek(Number(this.position?.value)),
    });
    this.notes = element("div", { class: "timeline-notes" });
    this.segments = element("div", { class: "timeline-scenes" });
    this.head = element("div", { class: "playhead" });
    this.append(this.notes, this.position, this.segments, this.head);
  }

  /**
   * @param {Segment[]} segments
   * @param {number} length Of the film, in frames.
   */
  showScenes(segments, length) {
    this.length = Math.max(1, length);
    setAttributes(this.position ?? this, { max: this.length - 1 });
    if (!this.segments) return;
    const create = () => element("button", { type: "button", onclick: () => {} }, element("span"));
    showList(this.segments, segments, ({ scene }) => scene.id, create, (button, { scene, begins, length: frames }) => {
      button.style.setProperty("--frames", String(frames));
      button.onclick = () => this.seek(begins);
      button.dataset.begins = String(begins);
      const kind = words.scenario[/** @type {keyof typeof words.scenario} */ (scene.scenario)] ?? "";
      const name = `${words.scene(scene.sceneNumber)} · ${kind}`;
      setAttributes(button, { title: name, "aria-label": words.film.goTo(name, timecode(begins)) });
      const text = button.firstElementChild;
      if (text) setText(text, `${scene.sceneNumber} ${kind}`);
    });
  }

  /** @param {Note[]} notes Of the cut that is shown. */
  showNotes(notes) {
    if (!this.notes) return;
    const onFilm = notes.filter(({ firstFrame }) => firstFrame !== null && firstFrame < this.length);
    const create = () => element("button", { type: "button" });
    showList(this.notes, onFilm, ({ id }) => id, create, (marker, note) => {
      const first = note.firstFrame ?? 0;
      const frames = (note.lastFrame ?? first) - first + 1;
      marker.style.setProperty("--from", String(first / this.length));
      marker.style.setProperty("--share", String(frames / this.length));
      marker.onclick = () => this.seek(first);
      const name = words.film.noteAt(authorOf(note), note.timecode ?? "", note.text);
      setAttributes(marker, { "aria-label": name, title: name, "data-status": note.status });
    });
  }

  /** @param {number} frame */
  showPosition(frame) {
    const { position } = this;
    if (!position) return;
    position.value = String(frame);
    setAttributes(position, { "aria-valuetext": timecode(frame) });
    this.style.setProperty("--at", String(frame / this.length));
    for (const segment of /** @type {Iterable<HTMLElement>} */ (this.segments?.children ?? [])) {
      const begins = Number(segment.dataset.begins);
      const ends = begins + Number(segment.style.getPropertyValue("--frames"));
      setAttributes(segment, { "aria-current": frame >= begins && frame < ends ? "true" : null });
    }
  }
}

/**
 * Return where each scene is in a film of this length; nothing if the film shows other scenes than these.
 *
 * @param {readonly Scene[]} scenes
 * @param {number} length In frames.
 * @returns {Segment[]}
 */
export function segmentsOf(scenes, length) {
  let begins = 0;
  const segments = scenes.map((scene) => {
    const segment = { scene, begins, length: Math.max(1, Math.round(scene.duration * FPS)) };
    begins += segment.length;
    return segment;
  });
  return begins === length ? segments : [];
}

customElements.define("film-timeline", Timeline);
