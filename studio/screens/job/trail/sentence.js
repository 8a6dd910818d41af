// @ts-check
/** What an entry of the audit trail says, as a sentence. */

import { list, money } from "../../../words/formats.js";
import { words } from "../../../words/words.js";

/** @typedef {import("../../../api/audit_trail.js").AuditEntry} AuditEntry */

/**
 * Return who did what; of what was refused, who wanted to.
 *
 * @param {AuditEntry} entry
 * @returns {string}
 */
export function sentence(entry) {
  const texts = words.trail;
  const actions = /** @type {Record<string, typeof texts.actions.cancel>} */ (texts.actions);
  const who = texts.who[entry.by](entry.name, entry.label ?? "");
  const action = actions[entry.action]?.(facts(entry.details)) ?? texts.unknown(entry.action);
  return entry.outcome === "refused" ? texts.wanted(who, action) : texts.did(who, action);
}

/**
 * @param {Record<string, any>} details
 * @returns {import("../../../words/en/trail.js").Facts}
 */
function facts(details) {
  const { sceneNumbers, sceneNumber = sceneNumbers?.length === 1 ? sceneNumbers[0] : undefined } = details;
  const { scene = sceneNumber, maxCost, maxCostBefore, amount, fields = [], operations = [] } = details;
  const names = /** @type {Record<string, string>} */ (words.board.fields);
  return {
    amount: "amount" in details && amount === null ? words.trail.unknownAmount : dollars(amount),
    budget: dollars(maxCost),
    budgetBefore: dollars(maxCostBefore),
    fields: list(fields.map((/** @type {string} */ field) => names[field] ?? field)),
    label: details.label ?? "",
    operations: operations.length,
    permission: details.permission ?? "",
    revision: details.storyboardRevision ?? null,
    scene: Number.isInteger(scene) ? words.trail.scene(scene) : "",
    status: details.status ?? "",
    switches: list(
      Object.entries({ ...words.sound.fields, ...words.wishes.fields }).filter(([name]) => name in details).map((
        [, { label }],
      ) => label),
    ),
  };
}

/** @param {number | string | null | undefined} amount */
function dollars(amount) {
  return amount === null || amount === undefined ? "" : money(Number(amount));
}
