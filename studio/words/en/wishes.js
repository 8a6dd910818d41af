// @ts-check
/** The texts of how a scene is filmed: sound, pictures of what it shows, where it begins and ends, drafts; in English. */

const scenesOf = (/** @type {number} */ count) => count === 1 ? "1 scene" : `${count} scenes`;

export const wishes = {
  /** Of the whole film. */
  fields: {
    references: {
      label: "References",
      help: "Pictures that the model is shown with each scene, so that the product stays the product.",
    },
    draft: {
      label: "First as a draft",
      help:
        "Filmed by the model’s cheap variant. You look at it, then make scenes final one by one. You see both prices first.",
    },
    fallback: {
      label: "If a vendor will not film a scene",
      help: "It is offered to these, in the order in which you tick them, if the approved amount allows it.",
    },
  },
  referenceChoices: { none: "None", product: "The product pictures and the main picture" },
  switches: {
    title: "How scenes are filmed",
    help: "For what is filmed from now on. Filmed scenes stay as they are.",
    save: "Change filming",
    saved: "Changed.",
  },
  noFallback: "This service is set up for no other vendor.",
  noDraft: (/** @type {string} */ model) => `${model} has no cheap variant.`,
  draftsBy: (/** @type {string} */ models) => `These have one: ${models}.`,
  draftBy: (/** @type {string} */ draft, /** @type {string} */ final) => `Drafts by ${draft}, then final by ${final}.`,
  noReferences: (/** @type {string} */ model) =>
    `${model} takes no reference pictures; they are left out, and that is said.`,
  title: "Sound, references, frames and seed",
  asUsual: "as usual",
  audio: {
    label: "Sound of this scene",
    choices: {
      "": "As usual: the voice-over, if the film has a voice",
      voiceover: "Voice-over",
      native: "The model’s own sound, without voice-over",
      off: "Silent, without voice-over",
    },
    short: { voiceover: "voice-over", native: "the model’s own sound", off: "silent" },
  },
  references: {
    label: "Pictures of what it shows",
    help: "So that the product looks the same in every scene.",
    choices: { "": "As the film says", none: "None", these: "These pictures" },
    pictures: "Pictures that are shown to the model",
    noPictures: "This film has no pictures.",
    short: (/** @type {number} */ count) =>
      count === 0 ? "no references" : count === 1 ? "1 reference" : `${count} references`,
  },
  lastFrame: {
    label: "Ends on this picture",
    none: "None in particular",
    short: "last frame",
    gone: "A picture that is gone",
  },
  chain: {
    label: "Begins where the scene before ends",
    help: "It waits for that scene. At most two in a row do so; the next begins from its own picture again.",
    short: "begins where the scene before ends",
  },
  seed: {
    label: "Seed",
    help: "The same seed and text give a similar clip. Empty: a new one for each take.",
    wrong: "Give a whole number from 0 to 2147483647, or none.",
    short: (/** @type {number | string} */ seed) => `seed ${seed}`,
  },
  cannot: {
    native: (/** @type {string} */ model) => `${model} makes no sound of its own.`,
    references: (/** @type {string} */ model) => `${model} takes no reference pictures.`,
    lastFrame: (/** @type {string} */ model) => `${model} takes no last frame.`,
    chain: (/** @type {string} */ model) => `${model} begins no clip from a picture.`,
    seed: (/** @type {string} */ model) => `${model} takes no seed.`,
    first: "This is the first scene.",
    unset: "Undo that choice, or the scene is refused.",
  },
  otherwise: {
    silence: (/** @type {string} */ model) => `${model} makes sound with every clip and cannot be asked not to.`,
    fewer: (/** @type {string} */ model, /** @type {number} */ count) =>
      `${model} takes ${count} of them at most; it gets the first ones.`,
    frames: (/** @type {string} */ model) =>
      `${model} takes either references or frames. If the scene begins from a picture, it is filmed without them.`,
    seconds: (/** @type {string} */ model, /** @type {string} */ lengths) =>
      `${model} takes them only with clips of ${lengths} s.`,
    unknown: (/** @type {string} */ model) =>
      `What ${model} can do is not known. What it cannot do is refused before anything is bought.`,
  },
  notRead: "What the model can do could not be read.",
  previousScene: "Waiting for the scene before, where it begins",
  stale:
    "The scene before has changed since, so this one no longer begins where that ends. It is filmed again only when you ask.",
  staleText:
    "Its clip shows an earlier text, or was filmed in another way than is chosen now. It is filmed again only when you ask.",
  /** Of a scene that is filmed, or failed. */
  change: {
    means:
      "Other references, another beginning, last frame or seed, and the model’s own sound make another clip, which may cost another amount. The film keeps the present one until you film the scene again. Silence and voice-over only cut the film again.",
    meansUnfilmed: "It is filmed in this way when it is filmed again, which may cost another amount.",
    save: "Save, do not film yet",
    saved: "Saved. The clip stays as it is.",
    savedOther: "Saved. The film keeps the present clip until you film the scene again.",
    savedUnfilmed: "Saved. The next take is filmed in this way.",
    notSaved: "Not saved. Why is said above, at the choices.",
  },
  chained: "begins where the scene before ended",
  leftOut: (/** @type {string} */ reason) => `Without: ${reason}`,
  /** Of a scene that another vendor films if the chosen one does not. */
  leftOutElsewhere: (/** @type {string} */ vendor, /** @type {string} */ reason) =>
    `If ${vendor} films it instead, without: ${reason}`,
  notElsewhere: (/** @type {string} */ vendor, /** @type {string} */ reason) =>
    `${vendor} cannot film it instead: ${reason}`,
  fallback: (/** @type {string} */ now, /** @type {string} */ before) => `Filmed by ${now} in place of ${before}`,
  fallbackMade: (/** @type {string} */ now, /** @type {string} */ before) =>
    `${before} did not film it; now ${now} is asked`,
};

export const firstFrames = {
  title: "First frames",
  of: (/** @type {string} */ scene) => `First frames of ${scene}`,
  frame: (/** @type {number} */ number) => `First frame ${number}`,
  about:
    "A picture that is drawn before filming and from which the clip then begins. Look at it, have it drawn anew, choose.",
  apart: "Paid when they are drawn, apart from filming.",
  draw: "Draw first frame",
  drawFor: (/** @type {string} */ price) => `Draw first frame · ${price}`,
  drawAll: (/** @type {number} */ count) => count === 1 ? "Draw the missing first frame" : `Draw ${count} first frames`,
  each: (/** @type {string} */ price) => `${price} each.`,
  unknownPrice: "What one costs is not known.",
  free: "free of charge",
  spent: (/** @type {string} */ amount) => `${amount} spent on them so far.`,
  noneMissing: "Every scene has one.",
  drawing: (/** @type {number} */ count) => count === 1 ? "1 is being drawn." : `${count} are being drawn.`,
  states: {
    none: "No first frame yet",
    drawing: (/** @type {number} */ number) => `First frame ${number} is being drawn`,
    another: "Another one is being drawn",
    chosen: (/** @type {number} */ number) => `The clip begins from first frame ${number}`,
    without: "The clip begins without a first frame",
    failed: (/** @type {number} */ number) => `First frame ${number} could not be drawn`,
  },
  status: {
    wanted: "Waiting to be drawn",
    ordering: "Being ordered",
    ordered: "Being drawn",
    done: "Drawn",
    failed: "Could not be drawn",
  },
  stale: "Drawn for an earlier text",
  staleHelp: "The text has changed since it was drawn. It is used all the same, unless you draw another.",
  open: "First frames",
  openOf: (/** @type {string} */ scene) => `First frames of ${scene}: look, draw another, choose`,
  enlarge: (/** @type {string} */ name) => `Show ${name} at large`,
  shrink: (/** @type {string} */ name) => `Show ${name} small`,
  chosen: "Chosen",
  choose: "Begin from this one",
  without: "Begin without a first frame",
  feedback: "What should be different in the picture?",
  feedbackHelp: "Optional. Without it another one is drawn from the text.",
  drawAnother: "Draw another",
  drawAnotherFor: (/** @type {string} */ price) => `Draw another · ${price}`,
  saidThen: (/** @type {string} */ feedback) => `Drawn after: ${feedback}`,
  waits: "It appears here by itself.",
  awaited: "Waiting for its first frame, which is being drawn",
  onlyInReview: "First frames are drawn and chosen before the storyboard is approved.",
};

export const drafts = {
  draft: "Draft",
  final: "Final",
  filmed: "This film is a draft",
  total: "The draft costs",
  finalTotal: (/** @type {string} */ amount) =>
    `Making all of it final would then cost ${amount} more. It is bought only when you ask for it, scene by scene or all at once.`,
  finalUnknown: "What making it final would cost is not known.",
  finalCost: (/** @type {string} */ amount) => `final ${amount}`,
  approve: "Approve the draft",
  approveFor: (/** @type {string} */ amount) => `Approve the draft · ${amount}`,
  approveHelp: "Filming begins at once, by the cheap model. Final scenes are paid later, one by one.",
  count: (/** @type {number} */ drafts, /** @type {number} */ all) => `${drafts} of ${scenesOf(all)} are drafts.`,
  help:
    "Each is filmed anew by the final model, with the text and the seed of its draft. Until that is done, the draft stays.",
  finish: "Make final",
  finishFor: (/** @type {string} */ price) => `Make final · ${price}`,
  finishAll: (/** @type {number} */ count) => count === 1 ? "Make it final" : `Make all ${count} final`,
  finishNamed: (/** @type {string} */ scene) => `Make ${scene} final`,
  finishing: "The final take is being made",
};
