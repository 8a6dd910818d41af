// @ts-check
/** Says that something failed, and why, and offers to try again. */

import { Problem } from "../api/client.js";
import { element, setChildren } from "../page/element.js";
import { words } from "../words/words.js";

export class ProblemNotice extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "alert");
  }

  /**
   * Show what went wrong.
   *
   * @param {unknown} problem
   * @param {(() => void) | null} [retry] What "Try again" does; without it there is no such button.
   */
  show(problem, retry = null) {
    const again = () => {
      this.clear();
      retry?.();
    };
    setChildren(
      this,
      element(
        "div",
        { class: "notice bad" },
        element("p", {}, problem instanceof Error ? problem.message : String(problem)),
        problem instanceof Problem && problem.errors.length > 0 &&
          element("ul", {}, problem.errors.map((each) => element("li", {}, `${each.path}: ${each.message}`))),
        retry !== null && element("button", { type: "button", onclick: again }, words.problems.tryAgain),
        element("button", { type: "button", class: "quiet", onclick: () => this.clear() }, words.problems.dismiss),
      ),
    );
  }

  clear() {
    this.replaceChildren();
  }
}

customElements.define("problem-notice", ProblemNotice);
