// @ts-check
/** Signs in again whose session ended while they were at work: the page stays, and all that is typed on it. */

import { custom, element } from "../../page/element.js";
import { words } from "../../words/words.js";
import { SignInForm } from "./sign_in_form.js";

/** @type {HTMLDialogElement | null} */
let shown = null;

/** Ask for the key, unless it is being asked for. Tells the page by `greenlight-signed-in` when there is a session. */
export function signInAgain() {
  if (shown !== null) return;
  const dialog = element("dialog", {
    "aria-label": words.signIn.title,
    onclose: () => (dialog.remove(), shown = null),
  });
  const signedIn = () => {
    dialog.close();
    dispatchEvent(new Event("greenlight-signed-in"));
  };
  shown = dialog;
  document.body.append(dialog);
  dialog.append(custom(SignInForm, { signedIn, explanation: words.signIn.ended }));
  dialog.showModal();
}
