// @ts-check
/** The texts of who did what to a film, in English. */

/**
 * @typedef {object} Facts What is known of an action; empty: not known.
 * @property {string} amount For which a storyboard was approved.
 * @property {string} budget
 * @property {string} budgetBefore
 * @property {string} fields What of a scene was changed.
 * @property {string} label Of a review link.
 * @property {number} operations How many changes at once.
 * @property {string} permission Of a review link.
 * @property {number | null} revision Of the storyboard.
 * @property {string} scene
 * @property {string} status Of a note.
 * @property {string} switches What of voice, captions, music, logo, end card, references, draft and fallback was changed.
 */

/**
 * @typedef {object} Action
 * @property {string} did
 * @property {string} wanted After "wanted to".
 */

/**
 * @param {string} past
 * @param {string} infinitive
 * @param {string} rest
 * @returns {Action}
 */
const verb = (past, infinitive, rest) => ({ did: `${past} ${rest}`, wanted: `${infinitive} ${rest}` });

const board = (/** @type {Facts} */ { revision }) =>
  revision === null ? "the storyboard" : `revision ${revision} of the storyboard`;
const scene = (/** @type {Facts} */ facts) => facts.scene || "a scene";
const note = (/** @type {Facts} */ facts) => facts.scene ? `a note to ${facts.scene}` : "a note";
const link = (/** @type {Facts} */ { label }) => label ? `the review link “${label}”` : "a review link";
const inBrackets = (/** @type {string} */ text) => text && ` (${text})`;

export const trail = {
  button: "Who did what",
  title: "Who did what",
  explanation: "Newest first. No entry can be changed or taken out.",
  more: "Show earlier",
  did: (/** @type {string} */ who, /** @type {Action} */ action) => `${who} ${action.did}.`,
  wanted: (/** @type {string} */ who, /** @type {Action} */ action) => `${who} wanted to ${action.wanted}.`,
  refused: (/** @type {string} */ why) => `Refused: ${why}`,
  unchanged: "It was so already; nothing changed.",
  unknown: (/** @type {string} */ name) => verb("did", "do", `“${name}”`),
  unknownAmount: "an amount that was not known",
  scene: (/** @type {number} */ number) => `scene ${number}`,
  who: {
    key: (/** @type {string} */ name, /** @type {string} */ _label) => name || "Somebody with a key",
    link: (/** @type {string} */ name, /** @type {string} */ label) =>
      `${name || "A guest"} (by the review link${label && ` “${label}”`})`,
    anonymous: (/** @type {string} */ _name, /** @type {string} */ _label) => "Somebody without a key",
    temporal: (/** @type {string} */ _name, /** @type {string} */ _label) => "Somebody in Temporal",
    auto: (/** @type {string} */ _name, /** @type {string} */ _label) =>
      "The brief, which says to film without asking,",
    system: (/** @type {string} */ _name, /** @type {string} */ _label) => "Greenlight itself",
  },
  actions: {
    job_created: (/** @type {Facts} */ { budget }) =>
      verb("made", "make", `the film${budget && ` with a budget of ${budget}`}`),
    approve_storyboard: (/** @type {Facts} */ facts) =>
      verb("approved", "approve", `${board(facts)}${facts.amount && ` for ${facts.amount}`}`),
    reject_storyboard: (/** @type {Facts} */ facts) => verb("sent back", "send back", board(facts)),
    regenerate_all_scenes: (/** @type {Facts} */ _) => verb("had all scenes", "have all scenes", "made again"),
    draw_first_frames: (/** @type {Facts} */ facts) =>
      verb("had", "have", `${facts.scene ? `a first frame of ${facts.scene}` : "first frames"} drawn`),
    choose_first_frame: (/** @type {Facts} */ facts) => verb("chose", "choose", `the first frame of ${scene(facts)}`),
    finish_scenes: (/** @type {Facts} */ facts) => verb("had", "have", `${facts.scene || "drafts"} made final`),
    regenerate_scene: (/** @type {Facts} */ facts) => verb("had", "have", `${scene(facts)} made again`),
    scene_regenerate: (/** @type {Facts} */ facts) => verb("had", "have", `${scene(facts)} made again`),
    retry_failed_scenes: (/** @type {Facts} */ _) => verb("retried", "retry", "what failed"),
    finish_without_failed: (/** @type {Facts} */ _) => verb("left out", "leave out", "the failed scenes"),
    cancel: (/** @type {Facts} */ _) => verb("cancelled", "cancel", "the film"),
    delete: (/** @type {Facts} */ _) => verb("deleted", "delete", "the film"),
    restore: (/** @type {Facts} */ _) => verb("restored", "restore", "the film"),
    set_budget: (/** @type {Facts} */ { budget, budgetBefore }) =>
      budget
        ? verb("set", "set", `the budget to ${budget}${budgetBefore && ` (before: ${budgetBefore})`}`)
        : verb("removed", "remove", `the limit of the budget${budgetBefore && ` (before: ${budgetBefore})`}`),
    budget_raised: (/** @type {Facts} */ _) =>
      verb("had filming", "have filming", "go on after the client’s budget was raised"),
    set_ai_label: (/** @type {Facts} */ _) => verb("changed", "change", "the sign that the film is made by AI"),
    set_production: (/** @type {Facts} */ { switches }) =>
      verb("changed", "change", switches.toLowerCase() || "voice, captions, music or logo"),
    retry_speech: (/** @type {Facts} */ facts) =>
      verb("had the line", "have the line", `${facts.scene ? `of ${facts.scene} ` : ""}spoken again`),
    asset_removed: (/** @type {Facts} */ _) => verb("removed", "remove", "an asset"),
    asset_changed: (/** @type {Facts} */ _) => verb("changed", "change", "an asset"),
    assets_replaced: (/** @type {Facts} */ _) => verb("replaced", "replace", "the assets"),
    scene_updated: (/** @type {Facts} */ facts) =>
      verb("changed", "change", `${scene(facts)}${inBrackets(facts.fields)}`),
    scene_deleted: (/** @type {Facts} */ facts) => verb("deleted", "delete", scene(facts)),
    scene_added: (/** @type {Facts} */ _) => verb("added", "add", "a scene"),
    scene_restored: (/** @type {Facts} */ _) => verb("restored", "restore", "a deleted scene"),
    scenes_ordered: (/** @type {Facts} */ _) => verb("put the scenes", "put the scenes", "in another order"),
    scenes_batch: (/** @type {Facts} */ { operations }) =>
      verb("made", "make", operations === 1 ? "a change of a scene" : `${operations} changes of scenes at once`),
    take_selected: (/** @type {Facts} */ facts) => verb("chose", "choose", `a take of ${scene(facts)}`),
    note_added: (/** @type {Facts} */ facts) => verb("wrote", "write", note(facts)),
    note_changed: (/** @type {Facts} */ facts) =>
      facts.status === "resolved"
        ? verb("resolved", "resolve", note(facts))
        : facts.status === "open"
        ? verb("reopened", "reopen", note(facts))
        : verb("changed", "change", note(facts)),
    note_deleted: (/** @type {Facts} */ facts) => verb("deleted", "delete", note(facts)),
    review_link_created: (/** @type {Facts} */ facts) =>
      verb("made", "make", link(facts) + inBrackets(permissions[facts.permission] ?? "")),
    review_link_opened: (/** @type {Facts} */ _) => verb("opened", "open", "it for the first time"),
    review_link_revoked: (/** @type {Facts} */ facts) => verb("revoked", "revoke", link(facts)),
    webhook_changed: (/** @type {Facts} */ _) => verb("changed", "change", "the film’s webhook"),
    webhook_deleted: (/** @type {Facts} */ _) => verb("deleted", "delete", "the film’s webhook"),
    clip_lost: (/** @type {Facts} */ _) => verb("found", "find", "that a clip is lost"),
    film_lost: (/** @type {Facts} */ _) => verb("found", "find", "that the file of the film is lost"),
    original_lost: (/** @type {Facts} */ _) => verb("found", "find", "that a vendor’s own file of a clip is lost"),
    speech_lost: (/** @type {Facts} */ _) => verb("found", "find", "that the sound of a line is lost"),
    first_frame_lost: (/** @type {Facts} */ _) => verb("found", "find", "that a first frame is lost"),
  },
};

/** @type {Record<string, string>} */
const permissions = { view: "to watch", comment: "to write notes", approve: "to approve" };
