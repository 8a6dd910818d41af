// @ts-check
/** The picture of a scene: a frame of its clip, the first frame chosen for it, or its text as the animatic draws it. */

import { element } from "../../../page/element.js";
import { load } from "../../../page/picture_queue.js";
import { words } from "../../../words/words.js";
import { chosenPicture } from "./first_frames/first_frame_state.js";

export class SceneStill extends HTMLElement {
  connectedCallback() {
    if (this.picture) return;
    this.picture = element("img", {
      alt: "",
      decoding: "async",
      draggable: "false",
      onerror: () => this.#showPicture(false),
    });
    this.picture.addEventListener("load", () => this.#showPicture(true));
    this.placeholder = element("span", { class: "help" }, words.board.noStill);
    this.append(this.picture, this.placeholder);
    this.picture.hidden = true;
  }

  /**
   * @param {import("../../../api/types.js").Scene} scene
   * @param {string} [format] Width to height, such as "9:16".
   */
  show(scene, format = "9:16") {
    if (!this.picture) return;
    this.style.setProperty("--format", format.replace(":", " / "));
    const address = chosenPicture(scene) ?? scene.stillUrl;
    if (address) load(this.picture, address);
  }

  /** @param {boolean} isShown */
  #showPicture(isShown) {
    if (this.picture) this.picture.hidden = !isShown;
    if (this.placeholder) this.placeholder.hidden = isShown;
  }
}

customElements.define("scene-still", SceneStill);
