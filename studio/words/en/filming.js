// @ts-check
/** The texts of the room in which one sees how each scene is filmed, in English. */

export const filming = {
  about: (/** @type {string} */ kind, /** @type {string} */ seconds) => `${kind}, ${seconds} s`,
  waiting: "Waiting to begin",
  queued: (/** @type {number | null} */ ahead, /** @type {string} */ vendor) =>
    ahead === null || ahead === 0
      ? `Next in line at ${vendor}`
      : `Queued behind ${ahead} ${ahead === 1 ? "other" : "others"} at ${vendor}`,
  vendorDown: (/** @type {string} */ vendor) =>
    `${vendor} is not working at the moment; the scene is ordered as soon as it does`,
  behind: (/** @type {number} */ ahead) => `Waiting to begin, behind ${ahead} ${ahead === 1 ? "other" : "others"}`,
  rewriting: "Your feedback is being worked into the scene",
  fetching: "Waiting for a file that it shows",
  theVendor: "the vendor",
  ordering: "Being ordered",
  filming: "Being filmed",
  filmingPercent: (/** @type {string} */ percent) => `Being filmed: ${percent} %`,
  preparing: "Filmed; being prepared for the cut",
  filmed: "Filmed",
  failed: "Failed",
  nextTry: (/** @type {number} */ attempt, /** @type {string} */ wait) => `Attempt ${attempt}; next try in ${wait}`,
  tryingAgain: (/** @type {number} */ attempt) => `Attempt ${attempt}; trying again`,
  reasonToFail: { budget_exceeded: "It costs more than is left of the budget." },
  reasonToWait: {
    busy: "The vendor is busy and did not take the order. Nothing is paid for that.",
    vendor_down: "The vendor does not answer at the moment, or asked us to wait.",
    unavailable: "It did not work this time. Nothing needs to be done; it is tried again.",
  },
  details: "Details",
  whatToDo: {
    input_rejected: "Retry it as it is; or press Film again, and say what should be different.",
    account_problem: "Tell whoever runs this service: the account at the vendor needs attention. Then retry.",
    order_unknown: "The vendor cannot say whether it took the order. A retry orders it anew and may be paid twice.",
    vendor_outage: "The vendor was down for too long. Retry when it is back.",
    take_lost: "The clip is lost. A retry orders it anew.",
    budget_exceeded: "Raise the budget, or leave the scene out.",
    price_raised: "The other vendor asks more by now than was agreed to. A retry asks the first one again.",
    stopped: "It was stopped on request. A retry films it.",
    failed: "Retry; if it fails again, film it again with other words, or leave it out.",
  },
  filmAgain: "Film again",
  takes: "Takes",
  feedback: "Feedback",
  feedbackExample: "What should be different? Optional.",
  openNotes: "Use these open notes too",
  newOrder: "This makes a new take. The present one is kept, and you can go back to it.",
  newOrderLike: (/** @type {string} */ cost) =>
    `This orders a new take; the last one cost ${cost}. The present one is kept, and you can go back to it.`,
  notNow: "Not now",
  retry: "Retry",
  retryScenes: (/** @type {string} */ scenes) => `Retry films again what failed: ${scenes}.`,
  retryCut: "Retry cuts the film again.",
  leaveOut: "Leave out failed scenes",
  leaveOutQuestion: (/** @type {string} */ scenes) => `Finish the film without ${scenes}?`,
  leaveOutMeans: "The film becomes shorter. What is left out can be restored later.",
  leaveOutYes: "Finish without",
  cancel: "Cancel",
  cancelQuestion: "Cancel this film?",
  cancelStops: (/** @type {number} */ count) =>
    count === 0
      ? "No film is made."
      : `No film is made, and ${count === 1 ? "the scene that is" : `the ${count} scenes that are`} being filmed stop.`,
  cancelKeeps: (/** @type {number} */ count) =>
    count === 0
      ? ""
      : `${count === 1 ? "The scene that is filmed stays" : `The ${count} filmed scenes stay`} here to look at.`,
  cancelPaid: (/** @type {string} */ cost) =>
    `${cost} is already spent and does not come back; what vendors are working on now may be charged too.`,
  cancelUnpaid: "Nothing has been paid so far.",
  cancelYes: "Cancel the film",
  budget: {
    usedUp: (/** @type {string} */ limit, /** @type {string} */ spent) =>
      `The budget of ${limit} does not suffice; ${spent} is spent. What is missing is filmed as soon as you raise it.`,
    amount: "New budget in US dollars",
    save: "Raise the budget",
  },
  warnings: (/** @type {number} */ count) => count === 1 ? "1 thing to know" : `${count} things to know`,
  watch: "Watch the film",
  filmedOf: (/** @type {number} */ done, /** @type {number} */ total) => `${done} of ${total} scenes filmed`,
  cost: (/** @type {string} */ cost) => `${cost} spent so far.`,
  comeBack: "You can leave this page; filming goes on without it.",
  notYet: "Nothing is filmed yet",
  notYetMeans: "Filming begins when the storyboard is approved.",
  cutting: "The film is being cut",
  cuttingMeans: "All scenes are filmed. It takes a few seconds.",
  needsYou: "Filming needs your decision",
  done: "Everything is filmed",
};
