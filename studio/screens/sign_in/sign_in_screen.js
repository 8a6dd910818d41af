// @ts-check
/** Where one signs in who has no session yet. */

import { custom } from "../../page/element.js";
import { words } from "../../words/words.js";
import { SignInForm } from "./sign_in_form.js";

export class SignInScreen extends HTMLElement {
  connectedCallback() {
    document.title = `${words.signIn.title} · ${words.name}`;
    this.append(custom(SignInForm, { signedIn: () => location.assign(wantedAddress()) }, { class: "panel narrow" }));
  }
}

/** Return where the person wanted to go: an address of this studio only. */
function wantedAddress() {
  const wanted = new URL(new URLSearchParams(location.search).get("to") ?? "/", location.origin);
  return wanted.origin === location.origin ? wanted.pathname + wanted.search : "/";
}

customElements.define("sign-in-screen", SignInScreen);
