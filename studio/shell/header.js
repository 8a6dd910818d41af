// @ts-check
/** The header: where one is, a new film, language, signing out. */

import { change, SESSION } from "../api/client.js";
import { may } from "../api/keys.js";
import { element, setText } from "../page/element.js";
import { go } from "../navigation/router.js";
import { choose, language, LANGUAGE_NAMES, words } from "../words/words.js";

export class Header extends HTMLElement {
  connectedCallback() {
    const texts = words.navigation;
    this.signOut = element(
      "button",
      { type: "button", class: "quiet", hidden: true, onclick: () => this.end() },
      texts.signOut,
    );
    const languages = element(
      "select",
      { "aria-label": texts.language, onchange: () => choose(languages.value) },
      Object.entries(LANGUAGE_NAMES).map(([tag, name]) =>
        element("option", { value: tag, selected: tag === language }, name)
      ),
    );
    this.keys = element("a", { href: "/settings/keys", hidden: true }, texts.keys);
    this.webhooks = element("a", { href: "/settings/webhooks", hidden: true }, texts.webhooks);
    this.who = element("span", { class: "help" });
    this.append(
      element(
        "header",
        { class: "page-header" },
        element(
          "a",
          { class: "brand", href: "/" },
          element("img", { src: "/studio/icon.svg", alt: "", width: 28, height: 28 }),
          words.name,
        ),
        element(
          "nav",
          { "aria-label": texts.label },
          element("a", { href: "/" }, texts.jobs),
          element("a", { href: "/docs" }, texts.documentation),
          this.keys,
          this.webhooks,
        ),
        languages,
        this.who,
        this.signOut,
        element("a", { class: "button primary", href: "/new" }, texts.newFilm),
      ),
    );
  }

  /** @param {import("../api/keys.js").Session | null} session */
  showSession(session) {
    if (this.signOut) this.signOut.hidden = !(session?.required && session.signedIn);
    if (this.keys) this.keys.hidden = !may(session, "keys");
    if (this.webhooks) this.webhooks.hidden = !may(session, "webhooks");
    if (this.who) setText(this.who, session?.name ?? "");
  }

  async end() {
    await change("DELETE", SESSION);
    this.showSession(null);
    go("/sign-in");
  }
}

customElements.define("studio-header", Header);
