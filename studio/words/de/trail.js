// @ts-check
/** The texts of who did what to a film, in German. */

/** @typedef {import("../en/trail.js").Facts} Facts */

/**
 * @param {string} rest
 * @param {string} participle
 * @param {string} infinitive
 */
const verb = (rest, participle, infinitive) => ({ did: `${rest} ${participle}`, wanted: `${rest} ${infinitive}` });

const board = (/** @type {Facts} */ { revision }) =>
  revision === null ? "das Storyboard" : `Fassung ${revision} des Storyboards`;
const scene = (/** @type {Facts} */ facts) => facts.scene || "eine Szene";
const note = (/** @type {Facts} */ facts) => facts.scene ? `eine Notiz zu ${facts.scene}` : "eine Notiz";
const link = (/** @type {Facts} */ { label }) => label ? `den Link „${label}“` : "einen Link zur Durchsicht";
const inBrackets = (/** @type {string} */ text) => text && ` (${text})`;

/** @type {typeof import("../en/trail.js").trail} */
export const trail = {
  button: "Wer was getan hat",
  title: "Wer was getan hat",
  explanation: "Das Neueste zuerst. Kein Eintrag lässt sich ändern oder herausnehmen.",
  more: "Früheres zeigen",
  did: (who, action) => `${who} hat ${action.did}.`,
  wanted: (who, action) => `${who} wollte ${action.wanted}.`,
  refused: (why) => `Abgelehnt: ${why}`,
  unchanged: "So war es schon; nichts hat sich geändert.",
  unknown: (name) => verb(`„${name}“`, "getan", "tun"),
  unknownAmount: "einen Betrag, der nicht bekannt war,",
  scene: (number) => `Szene ${number}`,
  who: {
    key: (name) => name || "Jemand mit einem Schlüssel",
    link: (name, label) => `${name || "Ein Gast"} (über den Link${label ? ` „${label}“` : " zur Durchsicht"})`,
    anonymous: () => "Jemand ohne Schlüssel",
    temporal: () => "Jemand in Temporal",
    auto: () => "Der Auftrag, der ohne Rückfrage drehen lässt,",
    system: () => "Greenlight selbst",
  },
  actions: {
    job_created: ({ budget }) => verb(`den Film${budget && ` mit einem Budget von ${budget}`}`, "angelegt", "anlegen"),
    approve_storyboard: (facts) =>
      verb(`${board(facts)}${facts.amount && ` für ${facts.amount}`}`, "freigegeben", "freigeben"),
    reject_storyboard: (facts) => verb(board(facts), "zurückgegeben", "zurückgeben"),
    regenerate_all_scenes: () => verb("alle Szenen", "neu machen lassen", "neu machen lassen"),
    draw_first_frames: (facts) =>
      verb(
        facts.scene ? `ein erstes Bild von ${facts.scene}` : "erste Bilder",
        "zeichnen lassen",
        "zeichnen lassen",
      ),
    choose_first_frame: (facts) => verb(`das erste Bild von ${facts.scene || "einer Szene"}`, "gewählt", "wählen"),
    finish_scenes: (facts) => verb(facts.scene || "Entwürfe", "endgültig machen lassen", "endgültig machen lassen"),
    regenerate_scene: (facts) => verb(scene(facts), "neu machen lassen", "neu machen lassen"),
    scene_regenerate: (facts) => verb(scene(facts), "neu machen lassen", "neu machen lassen"),
    retry_failed_scenes: () => verb("Gescheitertes", "wiederholt", "wiederholen"),
    finish_without_failed: () => verb("die gescheiterten Szenen", "weggelassen", "weglassen"),
    cancel: () => verb("den Film", "abgebrochen", "abbrechen"),
    delete: () => verb("den Film", "gelöscht", "löschen"),
    restore: () => verb("den Film", "wiederhergestellt", "wiederherstellen"),
    set_budget: ({ budget, budgetBefore }) => {
      const before = budgetBefore && ` (vorher: ${budgetBefore})`;
      return budget
        ? verb(`das Budget auf ${budget}${before}`, "gesetzt", "setzen")
        : verb(`die Grenze des Budgets${before}`, "aufgehoben", "aufheben");
    },
    budget_raised: () => verb("nach einem höheren Budget des Kunden", "weiterdrehen lassen", "weiterdrehen lassen"),
    set_ai_label: () => verb("den Hinweis auf KI im Film", "geändert", "ändern"),
    set_production: ({ switches }) => verb(switches || "Stimme, Untertitel, Musik oder Logo", "geändert", "ändern"),
    retry_speech: (facts) =>
      verb(
        `den Text${facts.scene ? ` von ${facts.scene}` : ""}`,
        "noch einmal sprechen lassen",
        "noch einmal sprechen lassen",
      ),
    asset_removed: () => verb("eine Datei", "entfernt", "entfernen"),
    asset_changed: () => verb("eine Datei", "geändert", "ändern"),
    assets_replaced: () => verb("die Dateien", "ersetzt", "ersetzen"),
    scene_updated: (facts) => verb(`${scene(facts)}${inBrackets(facts.fields)}`, "geändert", "ändern"),
    scene_deleted: (facts) => verb(scene(facts), "gelöscht", "löschen"),
    scene_added: () => verb("eine Szene", "hinzugefügt", "hinzufügen"),
    scene_restored: () => verb("eine gelöschte Szene", "wiederhergestellt", "wiederherstellen"),
    scenes_ordered: () => verb("die Reihenfolge der Szenen", "geändert", "ändern"),
    scenes_batch: ({ operations }) =>
      verb(
        operations === 1 ? "eine Änderung an einer Szene" : `auf einmal ${operations} Änderungen an Szenen`,
        "gemacht",
        "machen",
      ),
    take_selected: (facts) => verb(`einen Take von ${facts.scene || "einer Szene"}`, "gewählt", "wählen"),
    note_added: (facts) => verb(note(facts), "geschrieben", "schreiben"),
    note_changed: (facts) =>
      facts.status === "resolved"
        ? verb(note(facts), "erledigt", "erledigen")
        : facts.status === "open"
        ? verb(note(facts), "wieder geöffnet", "wieder öffnen")
        : verb(note(facts), "geändert", "ändern"),
    note_deleted: (facts) => verb(note(facts), "gelöscht", "löschen"),
    review_link_created: (facts) =>
      verb(link(facts) + inBrackets(permissions[facts.permission] ?? ""), "gemacht", "machen"),
    review_link_opened: () => verb("ihn zum ersten Mal", "geöffnet", "öffnen"),
    review_link_revoked: (facts) => verb(link(facts), "widerrufen", "widerrufen"),
    webhook_changed: () => verb("den Webhook des Films", "geändert", "ändern"),
    webhook_deleted: () => verb("den Webhook des Films", "gelöscht", "löschen"),
    clip_lost: () => verb("den Verlust eines Clips", "bemerkt", "bemerken"),
    film_lost: () => verb("den Verlust der Filmdatei", "bemerkt", "bemerken"),
    original_lost: () => verb("den Verlust einer Originaldatei", "bemerkt", "bemerken"),
    speech_lost: () => verb("den Verlust eines gesprochenen Textes", "bemerkt", "bemerken"),
    first_frame_lost: () => verb("den Verlust eines ersten Bildes", "bemerkt", "bemerken"),
  },
};

/** @type {Record<string, string>} */
const permissions = { view: "zum Ansehen", comment: "für Notizen", approve: "zum Freigeben" };
