// @ts-check
/** Who speaks in a film, which music it has, and how loud it is, in a line. */

import { element, setText } from "../../../page/element.js";
import { number } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { speaker } from "../speech/line_state.js";

export class FilmSound {
  constructor() {
    this.element = element("p", { class: "help film-sound", hidden: true });
  }

  /** @param {import("../../../api/types.js").Job["film"]} film */
  show(film) {
    const facts = film?.sound ? factsOf(film.sound) : [];
    this.element.hidden = facts.length === 0;
    setText(this.element, facts.join(" · "));
  }
}

/**
 * @param {import("../../../api/types.js").FilmSound} sound
 * @returns {string[]}
 */
function factsOf({ voice, music, loudness }) {
  const texts = words.sound;
  const licence = music?.licence ? `, ${texts.licence(music.licence)}` : "";
  return [
    ...(voice ? [texts.voiceOf(speaker(voice.provider, voice.name))] : []),
    ...(music ? [texts.musicOf(music.name) + licence] : []),
    ...(loudness === null ? [] : [texts.loudness(number(loudness))]),
  ];
}
