// @ts-check
/** Makes links for people without an account, and lists those that there are. */

import { linksOf, makeLink, revokeLink } from "../../../api/review_links.js";
import { newKey } from "../../../api/client.js";
import { confirm } from "../../../controls/confirm.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { ShownOnce } from "../../../controls/shown_once.js";
import { custom, element } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { words } from "../../../words/words.js";
import { LinkForm } from "./link_form.js";
import { LinkItem } from "./link_item.js";

/** @typedef {import("../../../api/review_links.js").ReviewLink} ReviewLink */

/**
 * Show the links of a job until the dialog is closed.
 *
 * @param {string} job Its id.
 */
export function showShare(job) {
  document.body.append(custom(ShareDialog, { job }));
}

class ShareDialog extends HTMLElement {
  job = "";

  connectedCallback() {
    const texts = words.share;
    this.problem = custom(ProblemNotice);
    this.made = custom(ShownOnce);
    this.form = custom(LinkForm, { make: (wanted) => this.#make(wanted) });
    this.list = element("div", { class: "link-list" });
    this.none = element("p", { class: "help", hidden: true }, texts.none);
    this.dialog = element(
      "dialog",
      { class: "share", "aria-label": texts.title, onclose: () => this.remove() },
      element(
        "div",
        { class: "dialog-title" },
        element("h2", {}, texts.title),
        element("button", { type: "button", class: "quiet", onclick: () => this.dialog?.close() }, words.dialog.close),
      ),
      element("p", { class: "help" }, texts.explanation),
      this.problem,
      this.made,
      this.form,
      element("h3", {}, texts.links),
      this.none,
      this.list,
    );
    this.append(this.dialog);
    this.dialog.showModal();
    this.#read();
  }

  async #read() {
    try {
      this.#show(await linksOf(this.job));
    } catch (problem) {
      this.problem?.show(problem, () => this.#read());
    }
  }

  /** @param {ReviewLink[]} links */
  #show(links) {
    if (!this.list || !this.none) return;
    this.none.hidden = links.length > 0;
    const newest = [...links].sort((one, other) => other.createdAt.localeCompare(one.createdAt));
    const create = () => custom(LinkItem, { revoke: (link) => this.#revoke(link) });
    showList(this.list, newest, ({ id }) => id, create, (item, link) => item.show(link));
  }

  /**
   * @param {Record<string, unknown>} wanted
   * @returns {Promise<boolean>} Whether it was made.
   */
  async #make(wanted, key = newKey()) {
    try {
      this.problem?.clear();
      const { url = "" } = await makeLink(this.job, wanted, key);
      this.made?.show(url, { made: words.share.made, label: words.share.link });
    } catch (problem) {
      this.problem?.show(problem, () => this.#make(wanted, key));
      return false;
    }
    await this.#read();
    return true;
  }

  /** @param {ReviewLink} link */
  async #revoke(link) {
    const texts = words.share;
    const name = link.label ?? texts.unnamed;
    if (!await confirm(texts.revokeQuestion(name), texts.revokeYes, texts.revokeMeans)) return;
    try {
      this.problem?.clear();
      await revokeLink(this.job, link.id);
      await this.#read();
    } catch (problem) {
      this.problem?.show(problem);
    }
  }
}

customElements.define("share-dialog", ShareDialog);
