// @ts-check
/** Says beside the fields of a brief what the chosen model can do: drafts, references; and who else could film. */

import { providers } from "../../api/providers.js";
import { modelOf, providerOf } from "../../live/video_models.js";
import { list } from "../../words/formats.js";
import { vendorName } from "../../words/vendors.js";
import { words } from "../../words/words.js";
import { ProviderOrder } from "./provider_order.js";

/** @typedef {import("../../api/providers.js").Provider} Provider */
/** @typedef {import("./brief_field.js").BriefField} BriefField */

/** Clients bring their clips with it; nothing can be ordered there. */
const UPLOAD = "upload";

/** @typedef {{provider: string | null, model: string | null}} Chosen Null: the usual one. */

/**
 * Keep the notes up to date while a person types, and return what shows them now.
 *
 * @param {ReadonlyMap<string, BriefField>} fields Those that there are, by their paths in a brief.
 * @param {() => Chosen} [chosen] Which model films; without it, the one in the fields.
 * @returns {Promise<() => void>}
 */
export async function noteModels(fields, chosen = () => chosenIn(fields)) {
  /** @type {readonly Provider[]} */
  let known;
  try {
    known = await providers();
  } catch {
    // The form is complete without these notes; what cannot be done is refused beside its field.
    return () => {};
  }
  const show = () => showNotes(fields, known, chosen());
  for (const name of ["provider", "model"]) fields.get(`production.${name}`)?.addEventListener("input", show);
  show();
  return show;
}

/**
 * @param {ReadonlyMap<string, BriefField>} fields
 * @returns {Chosen}
 */
function chosenIn(fields) {
  const raw = (/** @type {string} */ name) => fields.get(`production.${name}`)?.raw.trim() || null;
  return { provider: raw("provider"), model: raw("model") };
}

/**
 * @param {ReadonlyMap<string, BriefField>} fields
 * @param {readonly Provider[]} known
 * @param {Chosen} chosen
 */
function showNotes(fields, known, chosen) {
  const texts = words.wishes;
  const field = (/** @type {string} */ name) => fields.get(`production.${name}`);
  const provider = providerOf(known, chosen.provider);
  const model = provider && modelOf(provider, chosen.model);
  const others = known.filter((each) =>
    each.isConfigured && each.provider !== UPLOAD && each.provider !== provider?.provider
  );
  const fallback = field("fallback")?.input;
  if (fallback instanceof ProviderOrder) fallback.offer(others.map((each) => each.provider));
  if (!provider) return;
  field("model")?.suggest(provider.models.map((each) => each.model));
  const name = model ? `${vendorName(provider.provider)} · ${model.model}` : "";
  const withDraft = provider.models.filter(({ draft }) => draft !== null).map((each) => each.model);
  const noDraft = [texts.noDraft(name), withDraft.length > 0 && texts.draftsBy(list(withDraft))].filter(Boolean).join(
    " ",
  );
  if (model === null) {
    field("draft")?.note("", false);
    field("references")?.note("", false);
  } else {
    field("draft")?.note(
      model.draft === null ? noDraft : texts.draftBy(model.draft, model.model),
      model.draft === null,
    );
    field("references")?.note(model.references === 0 ? texts.noReferences(name) : "", false);
  }
}
