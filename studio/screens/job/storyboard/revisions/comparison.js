// @ts-check
/** Two revisions of a storyboard side by side; what changed is marked word by word. */

import { element } from "../../../../page/element.js";
import { words } from "../../../../words/words.js";
import { choiceName } from "../editing/choice_names.js";
import { filmingOf, filmingSummary } from "../editing/filming_value.js";
import { isSame, TEXT_FIELDS, valuesOf } from "../editing/fields.js";
import { pairs } from "./scene_pairs.js";
import { wordDiff } from "./word_diff.js";

/** @typedef {import("../../../../api/types.js").Scene} Scene */

const texts = words.board;

/**
 * Return what shows the difference.
 *
 * @param {readonly Scene[]} before
 * @param {readonly Scene[]} after
 * @returns {HTMLElement[]}
 */
export function comparison(before, after) {
  const found = pairs(before, after);
  const changed = found.filter((pair) => !isUnchanged(pair));
  const unchanged = found.filter(isUnchanged).map(({ after }) => String(after?.sceneNumber));
  if (changed.length === 0) return [element("p", {}, texts.sameText)];
  return [
    ...changed.map(scenePair),
    ...(unchanged.length > 0
      ? [
        element(
          "p",
          { class: "help" },
          texts.unchangedScenes(unchanged.map((each) => texts.scene(Number(each))).join(", ")),
        ),
      ]
      : []),
  ];
}

/** @param {import("./scene_pairs.js").Pair} pair */
function isUnchanged({ before, after }) {
  return before !== null && after !== null && before.sceneNumber === after.sceneNumber &&
    isSame(/** @type {any} */ (valuesOf(before)), /** @type {any} */ (valuesOf(after)));
}

/** @param {import("./scene_pairs.js").Pair} pair */
function scenePair({ before, after }) {
  return element(
    "div",
    { class: "scene-pair" },
    element("h4", {}, title(before, after)),
    TEXT_FIELDS.map((field) => fieldPair(field, before, after)),
    filmingPair(before, after),
  );
}

/**
 * @param {Scene | null} before
 * @param {Scene | null} after
 */
function title(before, after) {
  if (after === null) return texts.removedScene(before?.sceneNumber ?? 0);
  if (before === null) return texts.addedScene(after.sceneNumber);
  if (before.sceneNumber !== after.sceneNumber) return texts.movedScene(after.sceneNumber, before.sceneNumber);
  return texts.scene(after.sceneNumber);
}

/**
 * @param {import("../editing/fields.js").Field} field
 * @param {Scene | null} before
 * @param {Scene | null} after
 */
function fieldPair({ name }, before, after) {
  const read = (/** @type {Scene | null} */ scene) => scene ? choiceName(name, String(valuesOf(scene)[name])) : "";
  const label = texts.fields[/** @type {keyof typeof texts.fields} */ (name)];
  return difference(label, read(before), read(after));
}

/**
 * @param {Scene | null} before
 * @param {Scene | null} after
 */
function filmingPair(before, after) {
  const read = (/** @type {Scene | null} */ scene) =>
    scene ? filmingSummary(filmingOf(scene.filming)) || words.wishes.asUsual : "";
  if (before === null && read(after) === words.wishes.asUsual) return null;
  if (after === null && read(before) === words.wishes.asUsual) return null;
  return difference(words.wishes.title, read(before), read(after));
}

/**
 * @param {string} label
 * @param {string} was
 * @param {string} is
 */
function difference(label, was, is) {
  if (was === is) return null;
  const parts = wordDiff(was, is);
  const side = (/** @type {"gone" | "new"} */ kind, /** @type {"del" | "ins"} */ tag) =>
    parts.filter((part) => part.kind === "same" || part.kind === kind).map(({ kind, text }) =>
      kind === "same" ? text : element(tag, {}, text)
    );
  return element(
    "div",
    { class: "field-pair" },
    element("p", { class: "help" }, label),
    element("div", { class: "versions" }, element("p", {}, side("gone", "del")), element("p", {}, side("new", "ins"))),
  );
}
