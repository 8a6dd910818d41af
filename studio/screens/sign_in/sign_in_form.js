// @ts-check
/** Exchanges an API key for a session of 12 hours. */

import { change, SESSION } from "../../api/client.js";
import { custom, element } from "../../page/element.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { words } from "../../words/words.js";

export class SignInForm extends HTMLElement {
  /** Said above the field. */
  explanation = "";
  /** Called when there is a session. */
  signedIn = () => {};

  connectedCallback() {
    const texts = words.signIn;
    const notice = custom(ProblemNotice);
    const key = element("input", {
      type: "password",
      id: "key",
      required: true,
      autofocus: true,
      autocomplete: "current-password",
    });
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      notice.clear();
      try {
        await change("POST", SESSION, { key: key.value });
        this.signedIn();
      } catch (problem) {
        notice.show(problem);
        key.select();
      }
    };
    this.append(
      element(
        "form",
        { onsubmit: submit },
        element("h1", {}, texts.title),
        this.explanation !== "" && element("p", {}, this.explanation),
        notice,
        element("label", { for: "key" }, texts.key),
        key,
        element("p", { class: "help" }, texts.help),
        element("div", { class: "buttons" }, element("button", { class: "primary" }, texts.submit)),
      ),
    );
    key.focus();
  }
}

customElements.define("sign-in-form", SignInForm);
