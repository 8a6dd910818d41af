// @ts-check
/** Which screen an address shows. Links to the studio's own addresses change it without loading the page anew. */

/** @typedef {{screen: "jobs" | "newFilm" | "signIn" | "keys" | "webhooks" | "none"} | {screen: "job", id: string, room: string}} Route */

const JOB = /^\/jobs\/([0-9a-f-]{36})(?:\/(storyboard|filming|film))?\/?$/i;

/**
 * Return what the path shows. A job without a room shows the one that its status calls for.
 *
 * @param {string} path
 * @returns {Route}
 */
export function route(path) {
  const job = JOB.exec(path);
  if (job) return { screen: "job", id: job[1].toLowerCase(), room: job[2] ?? "" };
  switch (path) {
    case "/":
      return { screen: "jobs" };
    case "/new":
      return { screen: "newFilm" };
    case "/settings/keys":
      return { screen: "keys" };
    case "/settings/webhooks":
      return { screen: "webhooks" };
    case "/sign-in":
      return { screen: "signIn" };
    default:
      return { screen: "none" };
  }
}

/**
 * Go to an address of the studio.
 *
 * @param {string} address
 * @param {{replace?: boolean}} [options] `replace`: the present address is forgotten.
 */
export function go(address, { replace = false } = {}) {
  if (replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  dispatchEvent(new Event("greenlight-navigation"));
}

/**
 * Call the listener after each change of address, and follow links of the studio.
 *
 * @param {() => void} listener
 */
export function onNavigation(listener) {
  addEventListener("greenlight-navigation", listener);
  addEventListener("popstate", listener);
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (link === null || !isPlain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const address = new URL(link.href);
    if (address.origin !== location.origin || address.hash || route(address.pathname).screen === "none") return;
    event.preventDefault();
    go(address.pathname + address.search);
  });
}
