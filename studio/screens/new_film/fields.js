// @ts-check
/** The fields of a brief, by the parts of the form in which they stand. Their texts are in `words.newFilm.fields`. */

import { words } from "../../words/words.js";

/**
 * @typedef {object} Field
 * @property {string} path Where its value is in the body of `POST /api/v3/jobs`.
 * @property {"line" | "text" | "number" | "minutes" | "choice" | "check" | "json" | "colors" | "providers"} kind `minutes` are sent as seconds.
 * @property {keyof typeof words.newFilm.fields} name
 * @property {Record<string, string>} [choices] Texts of the values of a choice.
 * @property {string} [initial] What the field holds at first.
 * @property {string} [unsent] The value that is not sent, because it is what the API does without one.
 * @property {string[]} [suggestions]
 */

const texts = words.newFilm;

const PLATFORMS = ["Instagram Reels", "TikTok", "YouTube Shorts", "YouTube", "Facebook", "LinkedIn", "TV"];

/** @type {Field[]} */
export const PRODUCT = [
  { path: "adBasics.productName", kind: "line", name: "productName" },
  { path: "adBasics.brandName", kind: "line", name: "brandName" },
  { path: "adBasics.productDescription", kind: "text", name: "productDescription" },
];

/** @type {Field[]} */
export const MESSAGE = [
  { path: "adBasics.keyMessage", kind: "text", name: "keyMessage" },
  { path: "adBasics.targetAudience", kind: "text", name: "targetAudience" },
  { path: "adBasics.callToAction", kind: "line", name: "callToAction" },
];

/** @type {Field[]} */
export const FILM = [
  { path: "context.clientId", kind: "line", name: "clientId" },
  { path: "adBasics.duration", kind: "number", name: "duration", initial: "30" },
  { path: "adBasics.aspectRatio", kind: "choice", name: "aspectRatio", choices: texts.formats, initial: "9:16" },
  { path: "adBasics.platform", kind: "line", name: "platform", suggestions: PLATFORMS },
  { path: "adBasics.language", kind: "line", name: "language" },
];

/** @type {Field[]} */
export const DIRECTION = [
  { path: "creative.direction.style", kind: "line", name: "style" },
  { path: "creative.direction.tone", kind: "line", name: "tone" },
  { path: "creative.direction.mood", kind: "line", name: "mood" },
];

/** @type {Field[]} Those that can be changed of a film that is made. */
export const SWITCHES = [
  choice("voice", words.sound.voices, ""),
  { path: "production.voiceName", kind: "line", name: "voiceName" },
  choice("captions", words.sound.captions, "none"),
  choice("captionStyle", words.sound.captionStyles, "plain"),
  choice("music", words.sound.music, "auto"),
  choice("logo", words.sound.logo, "end_card"),
  choice("endCard", words.sound.endCard, "auto"),
];

const REFERENCES = /** @type {Field} */ ({
  path: "production.references",
  kind: "choice",
  name: "references",
  choices: words.wishes.referenceChoices,
  initial: "none",
  unsent: "none",
});
const DRAFT = /** @type {Field} */ ({ path: "production.draft", kind: "check", name: "draft" });
const FALLBACK = /** @type {Field} */ ({ path: "production.fallback", kind: "providers", name: "fallback" });

/** @type {Field[]} Those of how scenes are filmed that can be changed of a film that is begun. */
export const FILMING_SWITCHES = [REFERENCES, DRAFT, FALLBACK];

/** @type {Field[]} */
export const SOUND = [
  ...SWITCHES,
  { path: "creative.brand.colors", kind: "colors", name: "colors" },
  { path: "creative.brand.font", kind: "line", name: "font" },
];

/** @type {Field[]} */
export const PRODUCTION = [
  { path: "production.provider", kind: "choice", name: "provider", choices: texts.providers },
  { path: "production.model", kind: "line", name: "model" },
  {
    path: "production.resolution",
    kind: "choice",
    name: "resolution",
    choices: { "1080p": "1080p", "720p": "720p" },
    initial: "1080p",
  },
  ...FILMING_SWITCHES,
  { path: "production.maxCost", kind: "number", name: "maxCost" },
  { path: "production.giveUpAfter", kind: "minutes", name: "giveUpAfter" },
  {
    path: "production.aiLabel",
    kind: "choice",
    name: "aiLabel",
    choices: texts.aiLabels,
    initial: "none",
    unsent: "none",
  },
  { path: "production.autoApprove", kind: "check", name: "autoApprove" },
];

/** @type {Field[]} */
export const SYSTEM = [{ path: "metadata", kind: "json", name: "metadata" }];

/**
 * A choice of `production` which is not sent while it is what the API does without it.
 *
 * @param {keyof typeof words.sound.fields} name
 * @param {Record<string, string>} choices
 * @param {string} usual
 * @returns {Field}
 */
function choice(name, choices, usual) {
  return { path: `production.${name}`, kind: "choice", name, choices, initial: usual, unsent: usual };
}
