// @ts-check
/** What can be changed of a film that is begun: what is added to its footage, and how scenes are filmed from then on. */

import { custom } from "../../../page/element.js";
import { words } from "../../../words/words.js";
import { FILMING_SWITCHES } from "../../new_film/fields.js";
import { SwitchesForm } from "./switches_form.js";

export class JobSwitches extends HTMLElement {
  /** @type {import("../../../live/job_store.js").JobStore} */
  // @ts-ignore: set before the element is connected.
  store;

  connectedCallback() {
    if (this.forms) return;
    const { store } = this;
    this.forms = [
      custom(SwitchesForm, { store }),
      custom(SwitchesForm, { store, switches: FILMING_SWITCHES, texts: words.wishes.switches }),
    ];
    this.append(...this.forms);
  }

  /** @param {import("../../../api/types.js").Job} job */
  show(job) {
    for (const form of this.forms ?? []) form.show(job);
  }
}

customElements.define("job-switches", JobSwitches);
