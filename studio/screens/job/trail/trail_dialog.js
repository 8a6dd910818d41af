// @ts-check
/** Who did what to a film, newest first. */

import { auditPage } from "../../../api/audit_trail.js";
import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setChildren } from "../../../page/element.js";
import { showList } from "../../../page/keyed_list.js";
import { dayAndTime } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { sentence } from "./sentence.js";

/** @typedef {import("../../../api/audit_trail.js").AuditEntry} AuditEntry */

/**
 * Show who did what to a job until the dialog is closed.
 *
 * @param {string} job Its id.
 */
export function showTrail(job) {
  document.body.append(custom(TrailDialog, { job }));
}

class TrailDialog extends HTMLElement {
  job = "";
  /** Those that are shown, newest first. @type {AuditEntry[]} */
  entries = [];
  /** Where those begin that are not shown yet. @type {string | null} */
  cursor = null;

  connectedCallback() {
    const texts = words.trail;
    this.problem = custom(ProblemNotice);
    this.list = element("ol", { class: "trail-list" });
    this.more = element("button", { type: "button", hidden: true, onclick: () => this.#read() }, texts.more);
    this.dialog = element(
      "dialog",
      { class: "trail", "aria-label": texts.title, onclose: () => this.remove() },
      element(
        "div",
        { class: "dialog-title" },
        element("h2", {}, texts.title),
        element("button", { type: "button", class: "quiet", onclick: () => this.dialog?.close() }, words.dialog.close),
      ),
      element("p", { class: "help" }, texts.explanation),
      this.list,
      this.problem,
      this.more,
    );
    this.append(this.dialog);
    this.dialog.showModal();
    this.#read();
  }

  async #read() {
    const { more, list, problem } = this;
    if (!more || !list || !problem) return;
    more.disabled = true;
    try {
      const { data, nextCursor } = await auditPage(this.job, this.cursor);
      problem.clear();
      this.entries.push(...data);
      this.cursor = nextCursor;
      more.hidden = nextCursor === null;
      showList(list, this.entries, ({ id }) => id, () => element("li"), show);
    } catch (reason) {
      problem.show(reason, () => this.#read());
    } finally {
      more.disabled = false;
    }
  }
}

/**
 * @param {HTMLElement} item
 * @param {AuditEntry} entry
 */
function show(item, entry) {
  if (item.firstChild) return; // entries do not change
  const texts = words.trail;
  setChildren(
    item,
    element("p", {}, sentence(entry)),
    entry.refusal && element("p", { class: "trail-refusal" }, texts.refused(entry.refusal.message)),
    entry.outcome === "unchanged" && element("p", { class: "help" }, texts.unchanged),
    element("time", { class: "help", datetime: entry.at }, dayAndTime(entry.at)),
  );
}

customElements.define("trail-dialog", TrailDialog);
