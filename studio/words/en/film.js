// @ts-check
/** The texts of the finished film, and of the takes of a scene, in English. */

export const film = {
  title: "Film",
  play: "Play",
  pause: "Pause",
  frameBack: "One frame back",
  frameForward: "One frame forward",
  mute: "Mute",
  unmute: "Unmute",
  captions: "Captions",
  fullScreen: "Full screen",
  keys: "Keys",
  keyList: [
    ["Space K", "Play or pause"],
    ["J L", "10 seconds back or forward"],
    ["← →", "1 second back or forward, with Shift 5"],
    [", .", "1 frame back or forward"],
    ["M", "Sound on or off"],
    ["F", "Full screen"],
    ["C", "Captions"],
    ["I O", "Begin and end of a note's range"],
    ["?", "This list"],
  ],
  keysWhileTyping: "While you type in a field, the keys type.",
  position: "Position in the film",
  goTo: (/** @type {string} */ scene, /** @type {string} */ time) => `Go to ${scene}, ${time}`,
  noteAt: (/** @type {string} */ author, /** @type {string} */ time, /** @type {string} */ text) =>
    `Note by ${author} at ${time}: ${text}`,
  cannotPlay: "The film cannot be played at the moment.",
  scenes: "Scenes of this film",
  downloads: "Downloads",
  downloadFilm: "Download film",
  stills: "Stills",
  manifest: "Manifest",
  noFilm: "There is no film yet",
  noFilmFilming: "Its scenes are being filmed. The film appears here by itself.",
  noFilmYet: "It is filmed once the storyboard is approved.",
  newCut: "A new cut of the film is ready. You are watching the one before it.",
  showNew: "Show the new cut",
  filmingAgain: (/** @type {string} */ scenes, /** @type {number} */ count) =>
    `${scenes} ${
      count === 1 ? "is" : "are"
    } being filmed again. Until then you see the previous film; the new one is cut by itself.`,
  cuttingAgain: "The film is being cut again. Until then you see the previous one.",
  isStale: "Scenes have changed since this film was cut.",
};

export const takes = {
  title: (/** @type {string} */ scene) => `Takes of ${scene}`,
  take: (/** @type {number} */ number) => `Take ${number}`,
  use: "Use this take",
  inFilm: "In the film",
  help:
    "They play in step. Press 1 to 9 to hear that take, Space to play. A take you choose is put into the film, which is cut again by itself.",
  making: (/** @type {number} */ take) => `Take ${take} is being made. When it is done, you can choose among them.`,
  onlyOne: "There is only one take so far.",
  another: "None of them? Order another",
  hear: (/** @type {number} */ number) => `Hear ${number}`,
  free: "free",
  status: {
    wanted: "Waiting to begin",
    ordering: "Being ordered",
    ordered: "Being filmed",
    filmed: "Being prepared",
    failed: "Failed",
    stopping: "Stopped",
    cancelled: "Stopped",
  },
};
