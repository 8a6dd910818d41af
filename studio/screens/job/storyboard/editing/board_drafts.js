// @ts-check
/** The drafts of all scenes of a storyboard. They outlive the elements that show them, until the film is left. */

import { change, newKey } from "../../../../api/client.js";
import { Store } from "../../../../live/store.js";
import { FIELDS, valuesOf, valuesOfAnswer } from "./fields.js";
import { SceneDraft } from "./scene_draft.js";

/** @typedef {import("../../../../live/job_store.js").JobStore} JobStore */
/** @typedef {import("./fields.js").FieldValue} FieldValue */
/** @typedef {{title: string, texts: readonly string[]}} LostDraft */

/** Letters of a change that is sent also while the page is left: browsers allow 64 KB for all such requests together. */
const SHORT = 8_000;

/** @type {WeakMap<JobStore, BoardDrafts>} */
const KNOWN = new WeakMap();

/**
 * @typedef {object} DraftsState
 * @property {boolean} isUnsaved Whether something is typed that the API does not have.
 * @property {boolean} hasConflict
 * @property {boolean} hasError
 * @property {readonly LostDraft[]} lost What was typed into scenes that are gone.
 */

/** @extends {Store<DraftsState>} */
export class BoardDrafts extends Store {
  /** @param {JobStore} store */
  constructor(store) {
    super({ isUnsaved: false, hasConflict: false, hasError: false, lost: [] });
    this.store = store;
    /** @type {Map<string, SceneDraft>} */
    this.scenes = new Map();
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {import("../../../../live/connection.js").ConnectionState} */
    this.connection = "connecting";
    store.subscribe((state) => this.#receive(state));
  }

  /** @param {string} sceneId */
  draft(sceneId) {
    return /** @type {SceneDraft} */ (this.scenes.get(sceneId));
  }

  /** Save everything that is typed. */
  saveAll() {
    return Promise.all([...this.scenes.values()].map((draft) => draft.save()));
  }

  /** @param {LostDraft} draft */
  forget(draft) {
    this.set({ lost: this.value.lost.filter((each) => each !== draft) });
  }

  /** @param {import("../../../../live/job_store.js").JobState} state */
  #receive({ job, connection }) {
    if (job === null) return;
    const mayChange = ["storyboard_review", "processing", "completed"].includes(job.status);
    for (const scene of job.scenes) {
      const saved = { revision: scene.revision, values: valuesOf(scene) };
      const draft = this.scenes.get(scene.id);
      this.numbers.set(scene.id, scene.sceneNumber);
      if (draft) draft.receive(saved);
      else {this.scenes.set(
          scene.id,
          new SceneDraft(scene.id, saved, sceneApi(this.store, scene.id), () => this.#changed()),
        );}
    }
    this.#keepLost(new Set(job.scenes.map((scene) => scene.id)));
    const wasLost = connection === "live" && this.connection !== "live";
    this.connection = connection;
    for (const draft of this.scenes.values()) {
      const isReleased = mayChange && !draft.mayChange;
      draft.mayChange = mayChange;
      if (isReleased || (wasLost && draft.problem !== null)) draft.save();
    }
    this.#changed();
  }

  /** @param {Set<string>} present */
  #keepLost(present) {
    for (const [id, draft] of this.scenes) {
      if (present.has(id)) continue;
      this.scenes.delete(id);
      const typed = Object.values(draft.fields).map((field) => field.typed);
      const texts = typed.filter((value) => typeof value === "string" && value.trim() !== "");
      if (texts.length === 0) continue;
      const lost = { title: String(this.numbers.get(id)), texts: /** @type {string[]} */ (texts) };
      this.set({ lost: [...this.value.lost, lost] });
    }
  }

  #changed() {
    const drafts = [...this.scenes.values()];
    this.set({
      isUnsaved: drafts.some((draft) => draft.isUnsaved),
      hasConflict: drafts.some((draft) => draft.hasConflict),
      hasError: drafts.some((draft) => draft.hasError || draft.problem !== null),
    });
  }
}

/**
 * Return the drafts of the job's storyboard.
 *
 * @param {JobStore} store
 */
export function draftsOf(store) {
  const drafts = KNOWN.get(store) ?? new BoardDrafts(store);
  KNOWN.set(store, drafts);
  return drafts;
}

/**
 * Return what saves a scene of the job, unless somebody has changed it since, and what reads it again.
 *
 * @param {JobStore} store
 * @param {string} sceneId
 * @returns {import("./scene_draft.js").SceneApi}
 */
export function sceneApi(store, sceneId) {
  let attempt = { content: "", key: "" };
  return {
    save: async (changes, revision) => {
      const body = Object.fromEntries(
        FIELDS.filter(({ name }) => name in changes).map(({ name, apiName }) => [apiName, changes[name]]),
      );
      const content = JSON.stringify([body, revision]);
      if (attempt.content !== content) attempt = { content, key: newKey() };
      const isShort = content.length < SHORT;
      const options = { headers: { "If-Match": `"${revision}"` }, key: attempt.key, keepalive: isShort };
      const { scene } = await change("PUT", `${store.path}/scenes/${sceneId}`, body, options);
      // The storyboard has another revision now, which an approval must name.
      await store.refresh().catch(() => {});
      return { revision: scene.revision, values: valuesOfAnswer(scene) };
    },
    reread: () => store.refresh(),
  };
}
