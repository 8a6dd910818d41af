// @ts-check
/** The texts of how a scene is filmed: sound, pictures of what it shows, where it begins and ends, drafts; in German. */

/** @type {typeof import("../en/wishes.js").wishes} */
export const wishes = {
  fields: {
    references: {
      label: "Vorlagen",
      help: "Bilder, die das Modell zu jeder Szene sieht, damit das Produkt das Produkt bleibt.",
    },
    draft: {
      label: "Zuerst als Entwurf",
      help:
        "Gedreht von der günstigen Fassung des Modells. Sie sehen ihn an und machen dann Szenen einzeln endgültig. Beide Preise sehen Sie vorher.",
    },
    fallback: {
      label: "Wenn ein Anbieter eine Szene nicht dreht",
      help:
        "Sie geht dann an diese, in der Reihenfolge, in der Sie sie ankreuzen, wenn der freigegebene Betrag reicht.",
    },
  },
  referenceChoices: { none: "Keine", product: "Die Bilder des Produkts und das Hauptbild" },
  switches: {
    title: "Wie Szenen gedreht werden",
    help: "Für alles, was von jetzt an gedreht wird. Gedrehte Szenen bleiben, wie sie sind.",
    save: "Dreh ändern",
    saved: "Geändert.",
  },
  noFallback: "Dieser Dienst ist für keinen anderen Anbieter eingerichtet.",
  noDraft: (model) => `${model} hat keine günstige Fassung.`,
  draftsBy: (models) => `Diese haben eine: ${models}.`,
  draftBy: (draft, final) => `Entwürfe von ${draft}, endgültig dann von ${final}.`,
  noReferences: (model) => `${model} nimmt keine Vorlagen; sie bleiben weg, und das wird gesagt.`,
  title: "Ton, Vorlagen, Bilder und Startwert",
  asUsual: "wie üblich",
  audio: {
    label: "Ton dieser Szene",
    choices: {
      "": "Wie üblich: der gesprochene Text, wenn der Film eine Stimme hat",
      voiceover: "Gesprochener Text",
      native: "Der eigene Ton des Modells, ohne gesprochenen Text",
      off: "Stumm, ohne gesprochenen Text",
    },
    short: { voiceover: "gesprochener Text", native: "eigener Ton des Modells", off: "stumm" },
  },
  references: {
    label: "Bilder von dem, was sie zeigt",
    help: "Damit das Produkt in jeder Szene gleich aussieht.",
    choices: { "": "Wie der Film es sagt", none: "Keine", these: "Diese Bilder" },
    pictures: "Bilder, die dem Modell gezeigt werden",
    noPictures: "Dieser Film hat keine Bilder.",
    short: (count) => count === 0 ? "keine Vorlagen" : count === 1 ? "1 Vorlage" : `${count} Vorlagen`,
  },
  lastFrame: {
    label: "Endet auf diesem Bild",
    none: "Kein bestimmtes",
    short: "letztes Bild",
    gone: "Ein Bild, das es nicht mehr gibt",
  },
  chain: {
    label: "Beginnt, wo die Szene davor endet",
    help:
      "Sie wartet auf diese Szene. Höchstens zwei hintereinander; die nächste beginnt wieder mit ihrem eigenen Bild.",
    short: "beginnt, wo die Szene davor endet",
  },
  seed: {
    label: "Startwert (Seed)",
    help: "Gleicher Startwert und gleicher Text ergeben einen ähnlichen Clip. Leer: für jeden Take ein neuer.",
    wrong: "Geben Sie eine ganze Zahl von 0 bis 2147483647 an, oder keine.",
    short: (seed) => `Startwert ${seed}`,
  },
  cannot: {
    native: (model) => `${model} macht keinen eigenen Ton.`,
    references: (model) => `${model} nimmt keine Vorlagen.`,
    lastFrame: (model) => `${model} nimmt kein letztes Bild.`,
    chain: (model) => `${model} beginnt keinen Clip mit einem Bild.`,
    seed: (model) => `${model} nimmt keinen Startwert.`,
    first: "Das ist die erste Szene.",
    unset: "Nehmen Sie es zurück, sonst wird die Szene abgelehnt.",
  },
  otherwise: {
    silence: (model) => `${model} macht zu jedem Clip Ton und lässt sich das nicht verbieten.`,
    fewer: (model, count) => `${model} nimmt höchstens ${count} davon; es bekommt die ersten.`,
    frames: (model) =>
      `${model} nimmt entweder Vorlagen oder Bilder für Anfang und Ende. Beginnt die Szene mit einem Bild, wird sie ohne Vorlagen gedreht.`,
    seconds: (model, lengths) => `${model} nimmt sie nur bei Clips von ${lengths} s.`,
    unknown: (model) =>
      `Was ${model} kann, ist nicht bekannt. Was es nicht kann, wird abgelehnt, bevor etwas gekauft wird.`,
  },
  notRead: "Was das Modell kann, ließ sich nicht lesen.",
  previousScene: "Wartet auf die Szene davor, an deren Ende sie beginnt",
  stale:
    "Die Szene davor hat sich seitdem geändert; diese beginnt nicht mehr dort, wo jene endet. Neu gedreht wird sie nur, wenn Sie es sagen.",
  staleText:
    "Ihr Clip zeigt einen früheren Text oder wurde anders gedreht, als jetzt gewählt ist. Neu gedreht wird sie nur, wenn Sie es sagen.",
  change: {
    means:
      "Andere Vorlagen, ein anderer Anfang, ein anderes letztes Bild oder ein anderer Startwert und der eigene Ton des Modells ergeben einen anderen Clip, der auch anders kosten kann. Der Film behält den jetzigen, bis Sie die Szene neu drehen. Für Stille und gesprochenen Text wird der Film nur neu geschnitten.",
    meansUnfilmed: "So wird sie gedreht, wenn sie neu gedreht wird; das kann auch anders kosten.",
    save: "Speichern, noch nicht drehen",
    saved: "Gespeichert. Der Clip bleibt, wie er ist.",
    savedOther: "Gespeichert. Der Film behält den jetzigen Clip, bis Sie die Szene neu drehen.",
    savedUnfilmed: "Gespeichert. Der nächste Take wird so gedreht.",
    notSaved: "Nicht gespeichert. Warum, steht oben bei der Auswahl.",
  },
  chained: "beginnt, wo die Szene davor endete",
  leftOut: (reason) => `Ohne: ${reason}`,
  leftOutElsewhere: (vendor, reason) => `Wenn stattdessen ${vendor} sie dreht, ohne: ${reason}`,
  notElsewhere: (vendor, reason) => `${vendor} kann sie nicht stattdessen drehen: ${reason}`,
  fallback: (now, before) => `Gedreht von ${now} anstelle von ${before}`,
  fallbackMade: (now, before) => `${before} hat sie nicht gedreht; jetzt ist ${now} gefragt`,
};

/** @type {typeof import("../en/wishes.js").firstFrames} */
export const firstFrames = {
  title: "Erste Bilder",
  of: (scene) => `Erste Bilder von ${scene}`,
  frame: (number) => `Erstes Bild ${number}`,
  about:
    "Ein Bild, das vor dem Dreh gezeichnet wird und mit dem der Clip dann beginnt. Ansehen, neu zeichnen lassen, wählen.",
  apart: "Bezahlt werden sie, wenn sie gezeichnet werden, getrennt vom Dreh.",
  draw: "Erstes Bild zeichnen",
  drawFor: (price) => `Erstes Bild zeichnen · ${price}`,
  drawAll: (count) => count === 1 ? "Das fehlende erste Bild zeichnen" : `${count} erste Bilder zeichnen`,
  each: (price) => `${price} je Bild.`,
  unknownPrice: "Was eines kostet, ist nicht bekannt.",
  free: "kostenlos",
  spent: (amount) => `Bisher ${amount} für sie ausgegeben.`,
  noneMissing: "Jede Szene hat eines.",
  drawing: (count) => count === 1 ? "1 wird gezeichnet." : `${count} werden gezeichnet.`,
  states: {
    none: "Noch kein erstes Bild",
    drawing: (number) => `Erstes Bild ${number} wird gezeichnet`,
    another: "Ein weiteres wird gezeichnet",
    chosen: (number) => `Der Clip beginnt mit dem ersten Bild ${number}`,
    without: "Der Clip beginnt ohne erstes Bild",
    failed: (number) => `Erstes Bild ${number} ließ sich nicht zeichnen`,
  },
  status: {
    wanted: "Wartet darauf, gezeichnet zu werden",
    ordering: "Wird bestellt",
    ordered: "Wird gezeichnet",
    done: "Gezeichnet",
    failed: "Ließ sich nicht zeichnen",
  },
  stale: "Für einen früheren Text gezeichnet",
  staleHelp: "Der Text hat sich seitdem geändert. Es wird trotzdem verwendet, wenn Sie kein anderes zeichnen lassen.",
  open: "Erste Bilder",
  openOf: (scene) => `Erste Bilder von ${scene}: ansehen, ein weiteres zeichnen, wählen`,
  enlarge: (name) => `${name} groß zeigen`,
  shrink: (name) => `${name} klein zeigen`,
  chosen: "Gewählt",
  choose: "Mit diesem beginnen",
  without: "Ohne erstes Bild beginnen",
  feedback: "Was soll an dem Bild anders werden?",
  feedbackHelp: "Freiwillig. Ohne Rückmeldung wird ein weiteres nach dem Text gezeichnet.",
  drawAnother: "Ein weiteres zeichnen",
  drawAnotherFor: (price) => `Ein weiteres zeichnen · ${price}`,
  saidThen: (feedback) => `Gezeichnet nach: ${feedback}`,
  waits: "Es erscheint hier von selbst.",
  awaited: "Wartet auf ihr erstes Bild, das gezeichnet wird",
  onlyInReview: "Erste Bilder werden gezeichnet und gewählt, bevor das Storyboard freigegeben ist.",
};

/** @type {typeof import("../en/wishes.js").drafts} */
export const drafts = {
  draft: "Entwurf",
  final: "Endgültig",
  filmed: "Dieser Film ist ein Entwurf",
  total: "Der Entwurf kostet",
  finalTotal: (amount) =>
    `Ihn dann ganz endgültig zu machen, kostet ${amount} zusätzlich. Gekauft wird das nur, wenn Sie es sagen, Szene für Szene oder auf einmal.`,
  finalUnknown: "Was es kostet, ihn endgültig zu machen, ist nicht bekannt.",
  finalCost: (amount) => `endgültig ${amount}`,
  approve: "Entwurf freigeben",
  approveFor: (amount) => `Entwurf freigeben · ${amount}`,
  approveHelp: "Der Dreh beginnt sofort, mit dem günstigen Modell. Endgültige Szenen zahlen Sie später, einzeln.",
  count: (drafts, all) => `${drafts} von ${all === 1 ? "1 Szene" : `${all} Szenen`} sind Entwürfe.`,
  help:
    "Jede wird vom endgültigen Modell neu gedreht, mit Text und Startwert ihres Entwurfs. Bis das fertig ist, bleibt der Entwurf.",
  finish: "Endgültig machen",
  finishFor: (price) => `Endgültig machen · ${price}`,
  finishAll: (count) => count === 1 ? "Endgültig machen" : `Alle ${count} endgültig machen`,
  finishNamed: (scene) => `${scene} endgültig machen`,
  finishing: "Der endgültige Take entsteht",
};
