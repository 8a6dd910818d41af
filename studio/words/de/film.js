// @ts-check
/** The texts of the finished film, and of the takes of a scene, in German. */

/** @type {typeof import("../en/film.js").film} */
export const film = {
  title: "Film",
  play: "Abspielen",
  pause: "Pause",
  frameBack: "Ein Bild zurück",
  frameForward: "Ein Bild vor",
  mute: "Ton aus",
  unmute: "Ton an",
  captions: "Untertitel",
  fullScreen: "Vollbild",
  keys: "Tasten",
  keyList: [
    ["Leertaste K", "Abspielen oder anhalten"],
    ["J L", "10 Sekunden zurück oder vor"],
    ["← →", "1 Sekunde zurück oder vor, mit Umschalt 5"],
    [", .", "1 Bild zurück oder vor"],
    ["M", "Ton an oder aus"],
    ["F", "Vollbild"],
    ["C", "Untertitel"],
    ["I O", "Anfang und Ende des Bereichs einer Notiz"],
    ["?", "Diese Liste"],
  ],
  keysWhileTyping: "Solange Sie in ein Feld schreiben, schreiben die Tasten.",
  position: "Stelle im Film",
  goTo: (scene, time) => `Zu ${scene}, ${time}`,
  noteAt: (author, time, text) => `Notiz von ${author} bei ${time}: ${text}`,
  cannotPlay: "Der Film lässt sich gerade nicht abspielen.",
  scenes: "Szenen dieses Films",
  downloads: "Herunterladen",
  downloadFilm: "Film herunterladen",
  stills: "Standbilder",
  manifest: "Nachweis",
  noFilm: "Noch gibt es keinen Film",
  noFilmFilming: "Seine Szenen werden gedreht. Der Film erscheint hier von selbst.",
  noFilmYet: "Er wird gedreht, sobald das Storyboard freigegeben ist.",
  newCut: "Eine neue Fassung ist fertig. Sie sehen die vorige.",
  showNew: "Neue Fassung zeigen",
  filmingAgain: (scenes, count) =>
    `${scenes} ${
      count === 1 ? "wird" : "werden"
    } neu gedreht. Bis dahin sehen Sie den bisherigen Film; der neue wird von selbst geschnitten.`,
  cuttingAgain: "Der Film wird neu geschnitten. Bis dahin sehen Sie den bisherigen.",
  isStale: "Seit dem Schnitt dieses Films haben sich Szenen geändert.",
};

/** @type {typeof import("../en/film.js").takes} */
export const takes = {
  title: (scene) => `Takes von ${scene}`,
  take: (number) => `Take ${number}`,
  use: "Diesen Take verwenden",
  inFilm: "Im Film",
  help:
    "Sie laufen im Gleichschritt. 1 bis 9 macht diesen Take hörbar, die Leertaste spielt ab. Der gewählte Take kommt in den Film, der von selbst neu geschnitten wird.",
  making: (take) => `Take ${take} entsteht gerade. Wenn er fertig ist, können Sie wählen.`,
  onlyOne: "Bisher gibt es nur einen Take.",
  another: "Keiner passt? Noch einen bestellen",
  hear: (number) => `${number} hören`,
  free: "kostenlos",
  status: {
    wanted: "Wartet auf den Beginn",
    ordering: "Wird bestellt",
    ordered: "Wird gedreht",
    filmed: "Wird vorbereitet",
    failed: "Gescheitert",
    stopping: "Angehalten",
    cancelled: "Angehalten",
  },
};
