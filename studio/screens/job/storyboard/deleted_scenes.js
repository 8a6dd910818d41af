// @ts-check
/** The scenes that were deleted, read when somebody looks for them, and how to get one back. */

import { get } from "../../../api/client.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setChildren } from "../../../page/element.js";
import { words } from "../../../words/words.js";

const texts = words.board;

export class DeletedScenes {
  #readAt = 0;

  /** @param {import("./scene_actions.js").SceneActions} actions */
  constructor(actions) {
    this.actions = actions;
    this.problem = custom(ProblemNotice);
    this.list = element("ul", { class: "deleted-scenes" });
    this.element = element(
      "details",
      { hidden: true, ontoggle: () => this.#read() },
      element("summary", { class: "help" }, texts.deletedScenes),
      this.problem,
      this.list,
    );
  }

  /** @param {import("../../../api/types.js").Job} job */
  show(job) {
    this.element.hidden = job.status !== "storyboard_review";
    this.revision = job.storyboardRevision;
    if (this.element.open && this.#readAt !== this.revision) this.#read();
  }

  async #read() {
    if (!this.element.open) {
      this.#readAt = 0;
      return;
    }
    this.#readAt = this.revision ?? 0;
    try {
      const { scenes } = await get(this.actions.path, { query: { deleted: true } });
      this.problem.clear();
      setChildren(this.list, scenes.length > 0 ? scenes.map(this.#scene) : element("li", {}, texts.noneDeleted));
    } catch (problem) {
      this.problem.show(problem, () => this.#read());
    }
  }

  /** @param {{id: string, scene_number: number, description: string}} scene */
  #scene = ({ id, scene_number, description }) =>
    element(
      "li",
      {},
      element("span", {}, `${texts.scene(scene_number)}: ${description}`),
      element("button", { type: "button", class: "slim", onclick: () => this.actions.restore(id) }, texts.restore),
    );
}
