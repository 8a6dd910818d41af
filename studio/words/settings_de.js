// @ts-check
/** The texts of the settings, in German. */

/** @type {typeof import("./settings_en.js").settings} */
export const settings = {
  keys: {
    title: "API-Schlüssel",
    explanation:
      "Mit einem Schlüssel meldet sich ein Mensch oder ein Programm an. Was er erlaubt, endet mit ihm; was damit gemacht wurde, bleibt.",
    notPermitted:
      "Ihr Schlüssel erlaubt nicht, Schlüssel zu sehen oder zu machen. Bitten Sie, wer ihn vergeben hat, um den Bereich „keys“.",
    newKey: "Neuer Schlüssel",
    name: "Für wen oder was",
    client: "Kunde",
    clientHelp: "Sieht nur die Filme dieses Kunden. Leer: die aller Kunden.",
    expires: "Gilt",
    expiry: {
      "0": "Bis er widerrufen wird",
      "1": "Einen Tag",
      "7": "Eine Woche",
      "30": "30 Tage",
      "365": "Ein Jahr",
    },
    permits: "Er erlaubt",
    scopes: {
      "films:read": "Filme sehen",
      "films:write": "Filme anlegen und ändern",
      "films:approve": "Storyboards freigeben oder zurückgeben",
      "spend": "für Geld bei Anbietern bestellen",
      "credits:grant": "Guthaben vergeben",
      "webhooks": "Webhooks einrichten",
      "keys": "Schlüssel machen und widerrufen",
      "admin": "alles, für alle Kunden",
    },
    make: "Schlüssel machen",
    made: (name) => `Das ist der Schlüssel von ${name}. Er wird nur dieses Mal gezeigt; kopieren Sie ihn jetzt.`,
    key: "Schlüssel",
    existing: "Schlüssel",
    none: "Es gibt noch keine Schlüssel, außer denen in API_KEYS.",
    more: "Mehr zeigen",
    ofClient: (client) => `Kunde ${client}`,
    allClients: "Alle Kunden",
    until: (time) => `bis ${time}`,
    expired: "abgelaufen",
    revoked: "widerrufen",
    used: (ago) => `benutzt ${ago}`,
    neverUsed: "nie benutzt",
    rotate: "Ersetzen",
    rotateQuestion: (name) => `Den Schlüssel von ${name} ersetzen?`,
    rotateMeans: "Sie bekommen einen neuen Schlüssel. Der bisherige gilt noch eine Stunde.",
    rotateYes: "Ersetzen",
    revoke: "Widerrufen",
    revokeQuestion: (name) => `Den Schlüssel von ${name} widerrufen?`,
    revokeMeans: "Er endet sofort und endgültig. Wer damit angemeldet ist, wird abgemeldet.",
    revokeYes: "Widerrufen",
  },
};
