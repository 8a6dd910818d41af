// @ts-check
/** The texts of the list of films, in German. */

/** @type {typeof import("../en/jobs.js").jobs} */
export const jobs = {
  title: "Filme",
  waiting: "Wartet auf Ihre Entscheidung",
  others: "Andere Filme",
  search: "Suche",
  searchHint: "Produkt, Marke oder Kunde",
  status: "Status",
  anyStatus: "Jeder Status",
  client: "Von Kunde",
  anyClient: "Alle Kunden",
  clear: "Alle Filme zeigen",
  none: "Noch keine Filme",
  noneHelp:
    "Beschreiben Sie ein Produkt in einem kurzen Briefing. Sie bekommen ein Storyboard zur Freigabe, bevor etwas Geld kostet.",
  first: "Den ersten Film anlegen",
  nothing: "Kein Film passt dazu",
  found: (/** @type {number} */ count, /** @type {boolean} */ hasMore) =>
    hasMore ? `Mehr als ${count} Filme passen dazu` : count === 1 ? "1 Film passt dazu" : `${count} Filme passen dazu`,
  loading: "Filme werden geladen …",
  more: "Mehr zeigen",
  unnamed: "Film ohne Namen",
  progress: (/** @type {string} */ name) => `Dreharbeiten für ${name}`,
  seconds: (/** @type {number} */ seconds) => `${seconds} s`,
  failedScenes: (/** @type {number} */ failed, /** @type {number} */ all) =>
    failed === 1
      ? `1 von ${all} Szenen konnte nicht gedreht werden.`
      : `${failed} von ${all} Szenen konnten nicht gedreht werden.`,
};
