// @ts-check
/** The API keys: those that there are, and a new one. */

import { newKey } from "../../../api/client.js";
import { keysPage, makeKey, may, revokeKey, rotateKey, session } from "../../../api/keys.js";
import { confirm } from "../../../controls/confirm.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { ShownOnce } from "../../../controls/shown_once.js";
import { custom, element } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { KeyForm } from "./key_form.js";
import { KeyItem } from "./key_item.js";

/** @typedef {import("../../../api/keys.js").ApiKey} ApiKey */

const OVERLAP_SECONDS = 3_600;

export class KeysScreen extends HTMLElement {
  /** Those that are shown, newest first. @type {ApiKey[]} */
  keys = [];
  /** Where those begin that are not shown yet. @type {string | null} */
  cursor = null;

  connectedCallback() {
    const texts = words.settings.keys;
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
    try {
      const maker = await session();
      if (!may(maker, "keys")) {
        this.problem?.show(words.settings.keys.notPermitted);
        return;
      }
      this.form?.replaceChildren(custom(KeyForm, { maker, make: (wanted) => this.#make(wanted) }));
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem, () => this.#begin());
    }
  }

  async #read() {
    try {
      const { data, nextCursor } = await keysPage(this.cursor);
      this.keys.push(...data);
      this.cursor = nextCursor;
      this.#show();
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  #show() {
    const { list, none, more } = this;
    if (!list || !none || !more) return;
    none.hidden = this.keys.length > 0;
    more.hidden = this.cursor === null;
    const create = () => custom(KeyItem, { rotate: (key) => this.#rotate(key), revoke: (key) => this.#revoke(key) });
    showList(list, this.keys, ({ id }) => id, create, (item, key) => item.show(key));
  }

  /**
   * @param {Record<string, unknown>} wanted
   * @returns {Promise<boolean>} Whether it was made.
   */
  async #make(wanted, request = newKey()) {
    try {
      this.problem?.clear();
      const key = await makeKey(wanted, request);
      this.#reveal(key);
      this.keys.unshift(key);
      this.#show();
      return true;
    } catch (problem) {
      this.problem?.show(problem, () => this.#make(wanted, request));
      return false;
    }
  }

  /** @param {ApiKey} key */
  async #rotate(key, request = newKey()) {
    const texts = words.settings.keys;
    if (!await confirm(texts.rotateQuestion(key.name), texts.rotateYes, texts.rotateMeans)) return;
    await this.#change(async () => {
      const rotated = await rotateKey(key.id, OVERLAP_SECONDS, request);
      this.#reveal(rotated);
      return rotated;
    });
  }

  /** @param {ApiKey} key */
  async #revoke(key) {
    const texts = words.settings.keys;
    if (!await confirm(texts.revokeQuestion(key.name), texts.revokeYes, texts.revokeMeans)) return;
    await this.#change(() => revokeKey(key.id));
  }

  /** @param {() => Promise<ApiKey>} change */
  async #change(change) {
    try {
      this.problem?.clear();
      const changed = await change();
      this.keys = this.keys.map((key) => key.id === changed.id ? changed : key);
      this.#show();
    } catch (problem) {
      this.problem?.show(problem, () => this.#change(change));
    }
  }

  /** @param {ApiKey} key */
  #reveal(key) {
    const texts = words.settings.keys;
    this.made?.show(key.key ?? "", { made: texts.made(key.name), label: texts.key });
  }
}

customElements.define("keys-screen", KeysScreen);
