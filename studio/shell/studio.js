// @ts-check
/** The whole page: header, the connection's state, and the screen that the address names. */

import { get } from "../api/client.js";
import { custom, element, setChildren } from "../page/element.js";
import { go, onNavigation, route } from "../navigation/router.js";
import { JobScreen } from "../screens/job/job_screen.js";
import { JobsScreen } from "../screens/jobs/jobs_screen.js";
import { NewFilmScreen } from "../screens/new_film/new_film_screen.js";
import { SignInScreen } from "../screens/sign_in/sign_in_screen.js";
import { language, words } from "../words/words.js";
import { Header } from "./header.js";

class Studio extends HTMLElement {
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
    const session = await get("/api/v3/session").catch(() => null);
    this.header?.showSession(session?.data ?? null);
    if (session?.data.signedIn === false) this.askToSignIn();
  }

  askToSignIn() {
    if (location.pathname === "/sign-in") return;
    const back = location.pathname + location.search;
    go(`/sign-in?to=${encodeURIComponent(back)}`, { replace: true });
  }

  /** Show the screen that the address names. Another room of the same job, or other filters of the list, keep the screen. */
  show() {
    if (!this.main) return;
    const wanted = route(location.pathname);
    const shown = this.main.firstElementChild;
    if (wanted.screen === "job" && shown instanceof JobScreen && shown.jobId === wanted.id) {
      shown.showRoom(wanted.room);
      return;
    }
    if (wanted.screen === "jobs" && shown instanceof JobsScreen) {
      shown.showAddress();
      return;
    }
    setChildren(this.main, screen(wanted));
    scrollTo(0, 0);
  }
}

/**
 * @param {import("../navigation/router.js").Route} wanted
 * @returns {HTMLElement}
 */
function screen(wanted) {
  switch (wanted.screen) {
    case "jobs":
      return custom(JobsScreen);
    case "newFilm":
      return custom(NewFilmScreen);
    case "signIn":
      return custom(SignInScreen);
    case "job":
      return custom(JobScreen, { jobId: wanted.id, room: wanted.room });
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
