// @ts-check
/** The texts of the studio in German, the same as in `en.js`. */

/** @type {typeof import("./en.js").en} */
export const de = {
  name: "Greenlight",
  navigation: {
    label: "Hauptmenü",
    jobs: "Filme",
    newFilm: "Neuer Film",
    documentation: "API-Dokumentation",
    language: "Sprache",
    signOut: "Abmelden",
    skip: "Zum Inhalt springen",
  },
  connection: {
    lost: "Verbindung unterbrochen. Was Sie sehen, ist vielleicht veraltet; neuer Versuch läuft.",
    offline: "Sie sind offline. Was Sie sehen, ist vielleicht veraltet.",
    back: "Wieder verbunden. Alles ist auf dem neuesten Stand.",
  },
  problems: {
    unreachable: "Der Server antwortet nicht. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.",
    unknown: (/** @type {number} */ status) => `Der Server hat ohne Begründung abgelehnt (Status ${status}).`,
    tryAgain: "Noch einmal versuchen",
    dismiss: "Ausblenden",
    noPage: "Diese Seite gibt es nicht.",
    toJobs: "Zur Liste der Filme",
  },
  signIn: {
    title: "Anmelden",
    key: "API-Schlüssel",
    help: "Den Schlüssel bekommen Sie von den Betreibern dieses Dienstes. Sie bleiben 12 Stunden angemeldet.",
    submit: "Anmelden",
  },
  dialog: { close: "Schließen", cancel: "Behalten" },
  status: {
    pending: "Beginnt",
    generating_scenes: "Storyboard wird geschrieben",
    storyboard_review: "Bereit zur Durchsicht",
    processing: "Wird gedreht",
    completed: "Fertig",
    failed: "Gescheitert",
    cancelled: "Abgebrochen",
  },
  stage: {
    queued: "Wartet auf den Beginn",
    ingesting_assets: "Material wird geholt",
    planning: "Storyboard wird geschrieben",
    review: "Wartet auf Ihre Entscheidung",
    filming: "Wird gedreht",
    awaiting_retry: "Braucht Ihre Entscheidung",
    cutting: "Film wird geschnitten",
    done: "Fertig",
    failed: "Gescheitert",
    cancelled: "Abgebrochen",
  },
  sceneStatus: {
    pending: "Noch nicht gedreht",
    processing: "Wird gedreht",
    completed: "Gedreht",
    failed: "Gescheitert",
  },
  scenario: { hook: "Aufhänger", problem: "Problem", solution: "Lösung", cta: "Aufruf" },
  shot: { wide: "Totale", medium: "Halbnah", "close-up": "Nahaufnahme", product: "Produkt" },
  jobs: {
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
      hasMore
        ? `Mehr als ${count} Filme passen dazu`
        : count === 1
        ? "1 Film passt dazu"
        : `${count} Filme passen dazu`,
    loading: "Filme werden geladen …",
    more: "Mehr zeigen",
    unnamed: "Film ohne Namen",
    progress: (/** @type {string} */ name) => `Dreharbeiten für ${name}`,
    seconds: (/** @type {number} */ seconds) => `${seconds} s`,
    failedScenes: (/** @type {number} */ failed, /** @type {number} */ all) =>
      failed === 1
        ? `1 von ${all} Szenen konnte nicht gedreht werden.`
        : `${failed} von ${all} Szenen konnten nicht gedreht werden.`,
  },
  newFilm: {
    title: "Neuer Film",
  },
  job: {
    storyboard: "Storyboard",
    filming: "Dreharbeiten",
    film: "Film",
    rooms: "Teile dieses Films",
  },
  board: {},
  filming: {},
  film: {},
  notes: {},
  share: {},
};
