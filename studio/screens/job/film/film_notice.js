// @ts-check
/** Says that the film which is shown will be, or was, replaced by a newer cut. */

import { element, setText } from "../../../page/element.js";
import { list } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

export class FilmNotice extends HTMLElement {
  /** Shows the newest cut. */
  showNew = () => {};

  connectedCallback() {
    if (this.box) return;
    this.setAttribute("role", "status");
    this.text = element("p");
    this.button = element("button", { type: "button", onclick: () => this.showNew() }, words.film.showNew);
    this.box = element("div", { class: "notice", hidden: true }, this.text, this.button);
    this.append(this.box);
  }

  /**
   * @param {import("../../../api/types.js").Job} job
   * @param {boolean} isOutdated Whether the player shows an earlier cut than the job's.
   */
  show(job, isOutdated) {
    if (!this.box || !this.text || !this.button) return;
    const text = job.film === null ? "" : isOutdated ? words.film.newCut : whatIsComing(job);
    this.box.hidden = !text;
    this.button.hidden = !isOutdated;
    setText(this.text, text);
  }
}

/** @param {import("../../../api/types.js").Job} job */
function whatIsComing({ film, status, scenes, progress }) {
  const texts = words.film;
  if (!film?.stale && status !== "processing") return "";
  const again = scenes.filter((scene) => scene.status === "processing" || scene.status === "pending").map((scene) =>
    words.scene(scene.sceneNumber)
  );
  if (again.length > 0) return texts.filmingAgain(list(again), again.length);
  return progress.stage === "cutting" || status === "processing" ? texts.cuttingAgain : texts.isStale;
}

customElements.define("film-notice", FilmNotice);
