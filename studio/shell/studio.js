// @ts-check
/** The whole page: header, the connection's state, and the screen that the address names. */

import { get, Problem, SESSION } from "../api/client.js";
import { ProblemNotice } from "../controls/problem_notice.js";
import { custom, element, setChildren } from "../page/element.js";
import { go, onNavigation, route } from "../navigation/router.js";
import { language, words } from "../words/words.js";
import { Header } from "./header.js";

/** @typedef {import("../screens/job/job_screen.js").JobScreen} JobScreen */
/** @typedef {import("../screens/jobs/jobs_screen.js").JobsScreen} JobsScreen */

class Studio extends HTMLElement {
  /** Whether there was a session when the page was loaded. */
  wasSignedIn = false;

  connectedCallback() {
    document.documentElement.lang = language;
    this.header = custom(Header);
    this.main = element("main", { id: "content", tabindex: "-1" });
    this.append(
      element("a", { class: "skip-link", href: "#content" }, words.navigation.skip),
      this.header,
      this.main,
    );
    onNavigation(() => this.show());
    addEventListener("greenlight-signed-out", () => this.askToSignIn());
    this.begin();
  }

  async begin() {
    this.show();
    const session = await get(SESSION).catch(() => null);
    this.header?.showSession(session?.data ?? null);
    this.wasSignedIn = session?.data.signedIn === true;
    if (session?.data.signedIn === false) this.askToSignIn();
  }

  async askToSignIn() {
    if (location.pathname === "/sign-in") return;
    if (this.wasSignedIn) {
      (await import("../screens/sign_in/sign_in_dialog.js")).signInAgain();
      return;
    }
    const back = location.pathname + location.search;
    go(`/sign-in?to=${encodeURIComponent(back)}`, { replace: true });
  }

  /** Show the screen that the address names. Another room of the same job, or other filters of the list, keep the screen. */
  async show() {
    if (!this.main) return;
    const wanted = route(location.pathname);
    this.wanted = wanted;
    const shown = this.main.firstElementChild;
    if (wanted.screen === "job" && shown?.localName === "job-screen") {
      const screen = /** @type {JobScreen} */ (shown);
      if (screen.jobId === wanted.id) {
        screen.showRoom(wanted.room);
        return;
      }
    }
    if (wanted.screen === "jobs" && shown?.localName === "jobs-screen") {
      /** @type {JobsScreen} */ (shown).showAddress();
      return;
    }
    const made = await screen(wanted).catch(() => this.#notLoaded());
    if (this.wanted !== wanted) return;
    setChildren(this.main, made);
    scrollTo(0, 0);
  }

  #notLoaded() {
    const notice = custom(ProblemNotice);
    notice.show(new Problem(0, { detail: words.problems.unreachable }), () => this.show());
    return notice;
  }
}

/**
 * Make a screen. Its scripts are loaded when it is first shown.
 *
 * @param {import("../navigation/router.js").Route} wanted
 * @returns {Promise<HTMLElement>}
 */
async function screen(wanted) {
  switch (wanted.screen) {
    case "jobs":
      return custom((await import("../screens/jobs/jobs_screen.js")).JobsScreen);
    case "newFilm":
      return custom((await import("../screens/new_film/new_film_screen.js")).NewFilmScreen);
    case "keys":
      return custom((await import("../screens/settings/keys/keys_screen.js")).KeysScreen);
    case "webhooks":
      return custom((await import("../screens/settings/webhooks/webhooks_screen.js")).WebhooksScreen);
    case "signIn":
      return custom((await import("../screens/sign_in/sign_in_screen.js")).SignInScreen);
    case "job":
      return custom((await import("../screens/job/job_screen.js")).JobScreen, { jobId: wanted.id, room: wanted.room });
    default:
      return element(
        "section",
        { class: "empty" },
        element("h1", {}, words.problems.noPage),
        element("a", { href: "/" }, words.problems.toJobs),
      );
  }
}

customElements.define("greenlight-studio", Studio);
