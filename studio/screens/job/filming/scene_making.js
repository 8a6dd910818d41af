// @ts-check
/** How a scene's clip is made, where that is not as usual: a draft, another vendor's, or not up to date with what is before. */

import { element, setChildren, setText } from "../../../page/element.js";
import { vendorName } from "../../../words/vendors.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/types.js").Job} Job */
/** @typedef {import("../../../api/types.js").Scene} Scene */

export class SceneMaking {
  constructor() {
    /** Beside the scene's name. */
    this.badge = element("span", { class: "badge", hidden: true });
    this.fallback = element("div", { class: "notice warning", hidden: true });
    this.stale = element("p", { class: "notice warning", hidden: true });
    this.element = element("div", { class: "scene-making" }, this.fallback, this.stale);
  }

  /**
   * @param {Scene} scene
   * @param {Job} job
   */
  show(scene, job) {
    this.#showTier(scene, job.production.draft === true);
    this.#showFallback(scene);
    const isStale = scene.stale === true && scene.status === "completed";
    this.stale.hidden = !isStale;
    setText(this.stale, isStale ? staleness(scene, job) : "");
    this.element.hidden = this.fallback.hidden && this.stale.hidden;
  }

  /**
   * @param {Scene} scene
   * @param {boolean} isDrafted Whether the job is filmed as drafts first.
   */
  #showTier({ draft, status, videoUrl }, isDrafted) {
    const { draft: isDraft, final, finishing } = words.drafts;
    const isFinal = !draft && status === "completed";
    this.badge.hidden = !draft && (!isDrafted || videoUrl === null);
    setText(this.badge, draft ? isDraft : isFinal ? final : finishing);
    this.badge.dataset.status = draft ? "storyboard_review" : isFinal ? "completed" : "processing";
  }

  /** @param {Scene} scene */
  #showFallback({ fallbackOf = null, provider = null, status }) {
    this.fallback.hidden = fallbackOf === null;
    const shown = JSON.stringify([fallbackOf, provider, status]);
    if (fallbackOf === null || this.fallback.dataset.shown === shown) return;
    this.fallback.dataset.shown = shown;
    const { fallback, fallbackMade } = words.wishes;
    const say = status === "completed" ? fallback : fallbackMade;
    setChildren(
      this.fallback,
      element(
        "p",
        {},
        say(vendorName(provider), vendorName(fallbackOf.provider)),
        fallbackOf.reason && element("span", { class: "advice" }, fallbackOf.reason),
      ),
    );
  }
}

/**
 * Why the scene's clip is not up to date: a scene that continues another may have other words of its own, too.
 * @param {Scene} scene
 * @param {Job} job
 * @returns {string}
 */
export function staleness({ sceneNumber }, job) {
  const ofScene = `scene ${sceneNumber} `;
  const isOfTheSceneBefore = job.warnings.some(({ code, message }) =>
    code === "scene_before_changed" && message.startsWith(ofScene)
  );
  return isOfTheSceneBefore ? words.wishes.stale : words.wishes.staleText;
}
