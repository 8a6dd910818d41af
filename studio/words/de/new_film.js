// @ts-check
/** The texts of the form of a new film, in German. */

import { sound } from "./sound.js";
import { wishes } from "./wishes.js";

/** @type {typeof import("../en/new_film.js").newFilm} */
export const newFilm = {
  title: "Neuer Film",
  product: "Das Produkt",
  message: "Was der Film sagt",
  film: "Der Film",
  direction: "Aussehen und Klang",
  production: "Wie gedreht wird",
  system: "Für Ihre eigenen Systeme",
  submit: "Storyboard schreiben",
  submitHelp: "Sie sehen das Storyboard und die Kosten, bevor etwas gedreht wird.",
  sending: "Wird gesendet …",
  waitingForFiles: "Ihre Dateien sind noch unterwegs …",
  restored: "Was Sie vorhin eingegeben haben, ist noch da.",
  anew: "Neu beginnen",
  marked: (/** @type {number} */ count) =>
    count === 1
      ? "In einem Feld ist etwas zu ändern. Dort steht, was."
      : `In ${count} Feldern ist etwas zu ändern. Dort steht, was.`,
  fileFailed: "Eine Ihrer Dateien ließ sich nicht speichern. Versuchen Sie es noch einmal, oder entfernen Sie sie.",
  noNumber: "Geben Sie eine Zahl ein, etwa 30.",
  noJson: (/** @type {string} */ reason) => `Das ist kein JSON: ${reason}`,
  filled: "Das Formular ist ausgefüllt. Sehen Sie es durch, und senden Sie es dann.",
  rest: (/** @type {string} */ names) => `Wird auch gesendet, obwohl es hier kein Feld dafür gibt: ${names}.`,
  leaveOut: "Weglassen",
  formats: {
    "9:16": "9:16 · hochkant, für Telefone",
    "16:9": "16:9 · breit, für Bildschirme",
    "1:1": "1:1 · quadratisch",
    "4:5": "4:5 · Hochformat, für Feeds",
  },
  providers: {
    "": "Wie dieser Dienst eingerichtet ist",
    animatic: "Gezeichnete Animation, kostenlos",
    replicate: "Replicate",
    gemini: "Google Gemini",
    runware: "Runware",
    runway: "Runway",
  },
  aiLabels: { none: "Kein Zeichen im Bild", corner: "Ein kleines Zeichen in einer Ecke" },
  fields: {
    productName: { label: "Produktname", hint: "Ember Cup" },
    brandName: { label: "Marke", hint: "Morrow" },
    productDescription: {
      label: "Produktbeschreibung",
      hint: "Ein handgedrehter Becher zum Mitnehmen. Hält Kaffee drei Stunden heiß.",
      help: "Was es ist, was es kann und was daran besonders ist.",
    },
    keyMessage: { label: "Hauptaussage", hint: "Langsamer Kaffee für schnelle Morgen." },
    targetAudience: { label: "Publikum", hint: "Pendler, denen ihr Kaffee nicht egal ist" },
    callToAction: { label: "Aufruf zum Handeln", hint: "Bestellen auf morrow.example" },
    clientId: { label: "Kunde", hint: "morrow-coffee", help: "Für wen der Film gemacht wird." },
    aspectRatio: { label: "Format" },
    duration: { label: "Länge in Sekunden", help: "Des ganzen Films, 5 bis 180." },
    platform: { label: "Wo er läuft", hint: "Instagram Reels" },
    language: { label: "Sprache des Films", hint: "Deutsch" },
    style: { label: "Stil", hint: "redaktionell, natürliche Materialien" },
    tone: { label: "Ton", hint: "freundlich" },
    mood: { label: "Stimmung", hint: "warm, ohne Eile" },
    provider: { label: "Gedreht von" },
    model: { label: "Modell", help: "Sein Name beim Anbieter. Leer: das übliche." },
    resolution: { label: "Auflösung" },
    maxCost: { label: "Höchstens so viele US-Dollar", help: "Was mehr kosten würde, wird nicht bestellt." },
    giveUpAfter: {
      label: "Eine Szene aufgeben nach so vielen Minuten",
      help: "In denen sie immer wieder scheitert. Leer: zwei Stunden.",
    },
    aiLabel: {
      label: "Zeichen, dass er von KI gemacht ist",
      help: "In der Datei steht es in jedem Fall, wo Programme es finden.",
    },
    autoApprove: {
      label: "Gleich drehen, ohne zu fragen",
      help: "Niemand sieht das Storyboard vorher an. Kostet, was das Drehen kostet.",
    },
    metadata: {
      label: "Daten, die beim Film bleiben, als JSON",
      help: "Kommen unverändert zurück.",
      hint: '{"order": 4711}',
    },
    ...sound.fields,
    ...wishes.fields,
  },
  assets: {
    title: "Material",
    help:
      "Bilder, Videos, Logo und Musik, die vorkommen sollen. Wählen Sie sie aus, oder ziehen oder kopieren Sie sie auf diese Seite.",
    address: "Aus dem Netz",
    fetch: "Holen",
    name: "Name",
    nameHint: "Was es zeigt",
    role: "Verwendet als",
    remove: "Entfernen",
    removeNamed: (/** @type {string} */ name) => `${name} entfernen`,
    storing: (/** @type {string} */ name) => `${name} wird gespeichert`,
    noPreview: "Keine Vorschau",
    roles: {
      hero: "Hauptbild",
      product: "Produkt",
      logo: "Logo",
      background: "Hintergrund",
      reference: "Vorlage",
      music: "Musik",
      voice: "Stimme",
      end_card: "Schlussbild",
    },
  },
  json: {
    title: "Briefing als JSON einfügen",
    label: "Briefing als JSON",
    hint: '{"context": {"clientId": "acme"}, "adBasics": {"productName": "Morning Tea"}}',
    fill: "Formular ausfüllen",
    noObject: "Ein Briefing ist ein JSON-Objekt: Es beginnt mit { und endet mit }.",
  },
};
