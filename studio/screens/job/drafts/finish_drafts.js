// @ts-check
/** Says that a film is a draft, how much of it, and lets all of it be made final for a price. */

import { ProblemNotice } from "../../../controls/problem_notice.js";
import { custom, element, setText } from "../../../page/element.js";
import { money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";
import { draftsOf, finalPricesOf } from "./final_prices.js";
import { FinishButton, mayFinish } from "./finish_button.js";

const texts = words.drafts;

export class FinishDrafts extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    if (!this.text) {
      this.hidden = true;
      this.text = element("p");
      const problem = custom(ProblemNotice);
      const left = () => this.closest("main")?.focus();
      this.button = new FinishButton(this.store, (why, retry) => problem.show(why, retry), left, "primary");
      this.append(
        element(
          "section",
          { class: "notice warning", "aria-label": texts.filmed },
          this.text,
          this.button.element,
          problem,
        ),
      );
    }
    this.prices = finalPricesOf(this.store);
    this.stop = this.prices.subscribe(() => this.store.value.job && this.show(this.store.value.job));
  }

  disconnectedCallback() {
    this.stop?.();
  }

  /** @param {import("../../../api/types.js").Job} job */
  show(job) {
    const drafts = draftsOf(job);
    if (!this.text || !this.button || !this.prices) return;
    setText(this.text, `${texts.filmed}. ${texts.count(drafts.length, job.scenes.length)} ${texts.help}`);
    const { total } = this.prices.value;
    const costs = total === null ? "" : ` · ${money(total)}`;
    const isOffered = drafts.length > 0 && mayFinish(job);
    this.button.show({ isOffered, text: `${texts.finishAll(drafts.length)}${costs}` });
    this.hidden = drafts.length === 0;
  }
}

customElements.define("finish-drafts", FinishDrafts);
