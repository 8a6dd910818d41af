// @ts-check
/** Exchanges an API key for a session of 12 hours. */

import { change } from "../../api/client.js";
import { custom, element } from "../../page/element.js";
import { ProblemNotice } from "../../controls/problem_notice.js";
import { words } from "../../words/words.js";

export class SignInScreen extends HTMLElement {
  connectedCallback() {
    const texts = words.signIn;
    document.title = `${texts.title} · ${words.name}`;
    const notice = custom(ProblemNotice);
    const key = element("input", { type: "password", id: "key", required: true, autocomplete: "current-password" });
    const submit = async (/** @type {Event} */ event) => {
      event.preventDefault();
      notice.clear();
      try {
        await change("POST", "/api/v3/session", { key: key.value });
        location.assign(wantedAddress());
      } catch (problem) {
        notice.show(problem);
        key.select();
      }
    };
    this.append(
      element(
        "form",
        { class: "panel narrow", onsubmit: submit },
        element("h1", {}, texts.title),
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

/** Return where the person wanted to go: an address of this studio only. */
function wantedAddress() {
  const wanted = new URL(new URLSearchParams(location.search).get("to") ?? "/", location.origin);
  return wanted.origin === location.origin ? wanted.pathname + wanted.search : "/";
}

customElements.define("sign-in-screen", SignInScreen);
