// @ts-check
/** The revisions of a storyboard: what became of each, and any two side by side. */

import { get } from "../../../../api/client.js";
import { ProblemNotice } from "../../../../controls/problem_notice.js";
import { custom, element, setChildren, setText } from "../../../../page/element.js";
import { dayAndTime } from "../../../../words/formats.js";
import { words } from "../../../../words/words.js";
import { comparison } from "./comparison.js";
import { verdict } from "./verdict.js";

/** @typedef {import("../../../../api/types.js").Storyboard} Storyboard */

const texts = words.board;

export class Revisions extends HTMLElement {
  /** @type {import("../../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;
  /** @type {import("../board_state.js").Board} */
  // @ts-ignore: set before the element is connected.
  board;
  /** @type {Storyboard[]} */
  #storyboards = [];
  /** The revision of the storyboard when they were read. */
  #readAt = "";

  connectedCallback() {
    if (this.section) return;
    this.problem = custom(ProblemNotice);
    this.earlier = element("select", { id: "before", onchange: () => this.#choose() });
    this.later = element("select", { id: "after", onchange: () => this.#choose() });
    this.only = element("p", { class: "help" }, texts.onlyOne);
    this.choice = element(
      "div",
      { class: "versions" },
      element("div", { class: "field" }, element("label", { for: "before" }, texts.before), this.earlier),
      element("div", { class: "field" }, element("label", { for: "after" }, texts.after), this.later),
    );
    this.about = element("div", { class: "versions about" });
    this.difference = element("div", { class: "difference" });
    this.section = element(
      "section",
      { class: "panel revisions", "aria-label": texts.revisions, hidden: true, tabindex: -1 },
      element("h3", {}, texts.revisions),
      this.problem,
      this.only,
      this.choice,
      this.about,
      this.difference,
      element(
        "div",
        { class: "buttons" },
        element(
          "button",
          { type: "button", class: "slim quiet", onclick: () => this.board.set({ compared: null }) },
          texts.close,
        ),
      ),
    );
    this.append(this.section);
  }

  show() {
    const { job } = this.store.value;
    const { compared } = this.board.value;
    if (!this.section || job === null) return;
    const opens = compared !== null && this.section.hidden;
    this.section.hidden = compared === null;
    if (compared === null) {
      this.#readAt = "";
      return;
    }
    if (opens) {
      this.section.scrollIntoView({ block: "nearest" });
      this.section.focus({ preventScroll: true });
    }
    const version = `${job.storyboardRevision} ${job.status}`;
    if (version !== this.#readAt) {
      this.#readAt = version;
      this.#read();
    } else if (compared !== this.shown) this.#showComparison();
  }

  async #read() {
    try {
      this.#storyboards = (await get(`${this.store.path}/storyboards`)).data;
      this.problem?.clear();
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
    this.#showComparison();
  }

  #showComparison() {
    const { compared } = this.board.value;
    if (!compared || !this.only || !this.choice || !this.about || !this.difference) return;
    this.shown = compared;
    const boards = this.#storyboards;
    const [before, after] = chosen(boards, compared);
    this.only.hidden = boards.length !== 1;
    this.choice.hidden = boards.length < 2;
    if (!before || !after || boards.length < 2) {
      setChildren(this.about, boards.map(about));
      return;
    }
    for (const [select, board] of /** @type {const} */ ([[this.earlier, before], [this.later, after]])) {
      if (select) offer(select, boards, board.revision);
    }
    setChildren(this.about, about(before), about(after));
    setChildren(this.difference, comparison(before.scenes, after.scenes));
  }

  #choose() {
    this.board.set({ compared: { from: Number(this.earlier?.value), to: Number(this.later?.value) } });
  }
}

/**
 * Return the two that are compared: those that are named, else the newest and the one before it.
 *
 * @param {readonly Storyboard[]} boards
 * @param {{from: number, to: number}} compared
 */
function chosen(boards, { from, to }) {
  const find = (/** @type {number} */ revision) => boards.find((board) => board.revision === revision);
  const after = find(to) ?? boards.at(-1);
  const before = find(from) ?? (after && boards[boards.indexOf(after) - 1]) ?? boards[0];
  return [before, after];
}

/**
 * @param {HTMLSelectElement} select
 * @param {readonly Storyboard[]} boards
 * @param {number} revision
 */
function offer(select, boards, revision) {
  const options = [...boards].reverse().map((board) =>
    element("option", { value: board.revision }, `${texts.revision(board.revision)}: ${verdict(board)}`)
  );
  setChildren(select, options);
  select.value = String(revision);
}

/** @param {Storyboard} board */
function about(board) {
  const when = element("p", { class: "help" });
  setText(when, `${dayAndTime(board.createdAt)} · ${verdict(board)}`);
  return element("div", {}, when, board.feedback && element("p", {}, texts.saidThen(board.feedback)));
}

customElements.define("storyboard-revisions", Revisions);
