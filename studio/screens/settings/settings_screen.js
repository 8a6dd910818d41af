// @ts-check
/** What the screens of settings share: a list of what there is, newest first, and a form for a new one. */

import { newKey } from "../../api/client.js";
import { may, session } from "../../api/keys.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { ShownOnce } from "../../controls/shown_once.js";
import { custom, element } from "../../page/element.js";
import { showList } from "../../page/keyed_list.js";
import { words } from "../../words/words.js";

/** @typedef {import("../../api/keys.js").Session} Session */

/**
 * @template Entry
 * @typedef {HTMLElement & {show: (entry: Entry) => void}} Item An element of the list.
 */

/**
 * @template {{id: string}} Entry
 * @typedef {object} Settings What a screen is about.
 * @property {string} scope Which one needs to see it.
 * @property {{title: string, explanation: string, none: string, more: string, existing: string, notPermitted: string}} texts
 * @property {(cursor: string | null) => Promise<{data: Entry[], nextCursor: string | null}>} page
 * @property {(wanted: Record<string, unknown>, request: string) => Promise<Entry>} make
 * @property {(maker: Session) => HTMLElement} form It calls `make` of the screen.
 * @property {() => Item<Entry>} item
 */

/** @template {{id: string}} Entry */
export class SettingsScreen extends HTMLElement {
  /** Those that are shown, newest first. @type {Entry[]} */
  entries = [];
  /** Where those begin that are not shown yet. @type {string | null} */
  cursor = null;

  /** @returns {Settings<Entry>} */
  get settings() {
    throw new Error("a screen of settings says what it is about");
  }

  /**
   * Show the secret of what was just made, if it has one.
   *
   * @param {Entry} _entry
   */
  reveal(_entry) {}

  connectedCallback() {
    const { texts } = this.settings;
    document.title = `${texts.title} · ${words.name}`;
    this.problem = custom(ProblemNotice);
    this.made = custom(ShownOnce);
    this.form = element("div");
    this.none = element("p", { class: "help", hidden: true }, texts.none);
    this.list = element("div", { class: "link-list" });
    this.more = element("button", { type: "button", hidden: true, onclick: () => this.#read() }, texts.more);
    this.append(
      element("h1", {}, texts.title),
      element("p", { class: "help" }, texts.explanation),
      this.problem,
      this.made,
      this.form,
      element("h2", {}, texts.existing),
      this.none,
      this.list,
      this.more,
    );
    this.#begin();
  }

  async #begin() {
    const { scope, texts, form } = this.settings;
    try {
      const maker = await session();
      if (!may(maker, scope)) {
        this.problem?.show(texts.notPermitted);
        return;
      }
      this.form?.replaceChildren(form(maker));
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem, () => this.#begin());
    }
  }

  async #read() {
    try {
      const { data, nextCursor } = await this.settings.page(this.cursor);
      this.entries.push(...data);
      this.cursor = nextCursor;
      this.show();
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  show() {
    const { list, none, more } = this;
    if (!list || !none || !more) return;
    none.hidden = this.entries.length > 0;
    more.hidden = this.cursor === null;
    showList(list, this.entries, ({ id }) => id, this.settings.item, (item, entry) => item.show(entry));
  }

  /**
   * @param {Record<string, unknown>} wanted
   * @returns {Promise<boolean>} Whether it was made.
   */
  async make(wanted, request = newKey()) {
    try {
      this.problem?.clear();
      const entry = await this.settings.make(wanted, request);
      this.reveal(entry);
      this.entries.unshift(entry);
      this.show();
      return true;
    } catch (problem) {
      this.problem?.show(problem, () => this.make(wanted, request));
      return false;
    }
  }
}
