// @ts-check
/** The texts of the room in which one sees how each scene is filmed, in German. */

/** @type {typeof import("../en/filming.js").filming} */
export const filming = {
  about: (kind, seconds) => `${kind}, ${seconds} s`,
  waiting: "Wartet auf den Beginn",
  queued: (ahead, vendor) =>
    ahead === null || ahead === 0
      ? `Als Nächstes dran bei ${vendor}`
      : `Wartet hinter ${ahead} ${ahead === 1 ? "anderen Auftrag" : "anderen Aufträgen"} bei ${vendor}`,
  vendorDown: (vendor) => `${vendor} arbeitet gerade nicht; die Szene wird bestellt, sobald es wieder geht`,
  behind: (ahead) => `Wartet auf den Beginn, hinter ${ahead === 1 ? "einer anderen" : `${ahead} anderen`}`,
  rewriting: "Ihr Feedback wird in die Szene eingearbeitet",
  fetching: "Wartet auf eine Datei, die sie zeigt",
  theVendor: "dem Anbieter",
  ordering: "Wird bestellt",
  filming: "Wird gedreht",
  filmingPercent: (percent) => `Wird gedreht: ${percent} %`,
  preparing: "Gedreht; wird für den Schnitt vorbereitet",
  filmed: "Gedreht",
  failed: "Gescheitert",
  nextTry: (attempt, wait) => `Versuch ${attempt}; nächster Versuch in ${wait}`,
  tryingAgain: (attempt) => `Versuch ${attempt}; läuft gleich an`,
  reasonToFail: { budget_exceeded: "Sie kostet mehr, als vom Budget übrig ist." },
  reasonToWait: {
    busy: "Der Anbieter ist ausgelastet und nahm den Auftrag nicht an. Bezahlt ist dafür nichts.",
    vendor_down: "Der Anbieter antwortet gerade nicht, oder er bat uns zu warten.",
    unavailable: "Dieses Mal hat es nicht geklappt. Sie müssen nichts tun; es wird noch einmal versucht.",
  },
  details: "Einzelheiten",
  whatToDo: {
    input_rejected: "Wiederholen Sie unverändert; oder drücken Sie Neu drehen und sagen Sie, was anders werden soll.",
    account_problem: "Sagen Sie den Betreibern Bescheid: Das Konto beim Anbieter braucht Hilfe. Danach wiederholen.",
    order_unknown:
      "Der Anbieter weiß nicht, ob er den Auftrag annahm. Wiederholen bestellt neu und kostet vielleicht doppelt.",
    vendor_outage: "Der Anbieter fiel zu lange aus. Wiederholen Sie, wenn er wieder arbeitet.",
    take_lost: "Der Clip ist verloren. Wiederholen bestellt ihn neu.",
    budget_exceeded: "Erhöhen Sie das Budget, oder lassen Sie die Szene weg.",
    price_raised: "Der andere Anbieter verlangt jetzt mehr als vereinbart. Wiederholen fragt wieder den ersten.",
    stopped: "Auf Wunsch angehalten. Wiederholen dreht sie.",
    failed: "Wiederholen; scheitert es erneut, mit anderen Worten neu drehen oder weglassen.",
  },
  filmAgain: "Neu drehen",
  takes: "Takes",
  feedback: "Was soll anders werden?",
  feedbackExample: "Freiwillig",
  openNotes: "Auch diese offenen Notizen verwenden",
  newOrder: "Das ergibt einen neuen Take. Der jetzige bleibt erhalten; Sie können zu ihm zurück.",
  newOrderLike: (cost) =>
    `Das bestellt einen neuen Take; der letzte kostete ${cost}. Der jetzige bleibt erhalten; Sie können zu ihm zurück.`,
  notNow: "Jetzt nicht",
  retry: "Wiederholen",
  retryScenes: (scenes) => `Wiederholen dreht neu, was gescheitert ist: ${scenes}.`,
  retryCut: "Wiederholen schneidet den Film neu.",
  leaveOut: "Gescheiterte Szenen weglassen",
  leaveOutQuestion: (scenes) => `Den Film ohne ${scenes} fertigstellen?`,
  leaveOutMeans: "Der Film wird kürzer. Was wegbleibt, lässt sich später zurückholen.",
  leaveOutYes: "Ohne sie fertigstellen",
  cancel: "Abbrechen",
  cancelQuestion: "Diesen Film abbrechen?",
  cancelStops: (count) =>
    count === 0
      ? "Es entsteht kein Film."
      : `Es entsteht kein Film, und ${
        count === 1 ? "die Szene, die gedreht wird, hält" : `die ${count} Szenen, die gedreht werden, halten`
      } an.`,
  cancelKeeps: (count) =>
    count === 0
      ? ""
      : count === 1
      ? "Die gedrehte Szene bleibt zum Ansehen hier."
      : `Die ${count} gedrehten Szenen bleiben zum Ansehen hier.`,
  cancelPaid: (cost) =>
    `${cost} sind schon ausgegeben und kommen nicht zurück; was Anbieter gerade drehen, kostet vielleicht auch.`,
  cancelUnpaid: "Bisher ist nichts bezahlt.",
  cancelYes: "Film abbrechen",
  budget: {
    usedUp: (limit, spent) =>
      `Das Budget von ${limit} reicht nicht; ${spent} sind ausgegeben. Was fehlt, wird gedreht, sobald Sie es erhöhen.`,
    amount: "Neues Budget in US-Dollar",
    save: "Budget erhöhen",
  },
  warnings: (count) => count === 1 ? "1 Hinweis" : `${count} Hinweise`,
  watch: "Film ansehen",
  filmedOf: (done, total) => `${done} von ${total} Szenen gedreht`,
  cost: (cost) => `Bisher ${cost} ausgegeben.`,
  comeBack: "Sie können diese Seite verlassen; es wird weiter gedreht.",
  notYet: "Noch ist nichts gedreht",
  notYetMeans: "Gedreht wird, sobald das Storyboard freigegeben ist.",
  cutting: "Der Film wird geschnitten",
  cuttingMeans: "Alle Szenen sind gedreht. Es dauert einige Sekunden.",
  needsYou: "Die Dreharbeiten brauchen Ihre Entscheidung",
  done: "Alles ist gedreht",
};
