/** What a person types into a scene while others change it. */

import assert from "node:assert/strict";

import { Problem } from "../../../studio/api/client.js";
import { FIELDS } from "../../../studio/screens/job/storyboard/editing/fields.js";
import { SceneDraft } from "../../../studio/screens/job/storyboard/editing/scene_draft.js";

const BEFORE = { ...Object.fromEntries(FIELDS.map(({ name }) => [name, ""])), script: "Old words.", duration: 4 };

/** An API with one scene, which refuses a change of another revision than it has. */
class Api {
  constructor() {
    this.scene = { revision: 1, values: BEFORE };
    this.saves = [];
  }

  draft() {
    const api = {
      save: (changes, revision) => {
        this.saves.push([changes, revision]);
        if (revision !== this.scene.revision) return Promise.reject(new Problem(412, { detail: "changed" }));
        return Promise.resolve(this.change(changes));
      },
      reread: () => Promise.resolve(this.draftOfPerson.receive(this.scene)),
    };
    this.draftOfPerson = new SceneDraft("scene", this.scene, api, () => {});
    return this.draftOfPerson;
  }

  change(values) {
    this.scene = { revision: this.scene.revision + 1, values: { ...this.scene.values, ...values } };
    return this.scene;
  }
}

Deno.test("what is typed is saved once, and is no conflict when the news of it arrives", async () => {
  const api = new Api();
  const draft = api.draft();
  draft.type("script", "New words.");
  await draft.save();
  draft.receive(api.scene);

  assert.deepEqual(api.saves, [[{ script: "New words." }, 1]]);
  assert.deepEqual([draft.isUnsaved, draft.hasConflict, draft.wasSaved], [false, false, true]);
});

Deno.test("a change of another field is shown, and what is typed is saved on top of it", async () => {
  const api = new Api();
  const draft = api.draft();
  draft.type("script", "New words.");
  api.change({ duration: 6 });
  await draft.save();

  assert.deepEqual(api.saves.map(([, revision]) => revision), [1, 2]);
  assert.deepEqual([api.scene.values.script, api.scene.values.duration], ["New words.", 6]);
  assert.equal(draft.fields.duration.saved, 6);
});

Deno.test("of a field that both changed, both versions are kept until one is chosen", async () => {
  const api = new Api();
  const draft = api.draft();
  draft.type("script", "Mine.");
  api.change({ script: "Theirs." });
  await draft.save();

  assert.deepEqual([draft.fields.script.typed, draft.fields.script.theirs], ["Mine.", "Theirs."]);
  assert.equal(api.scene.values.script, "Theirs.");
  draft.keepMine("script");
  await draft.save();
  assert.deepEqual([api.scene.values.script, draft.isUnsaved, draft.hasConflict], ["Mine.", false, false]);
});

Deno.test("their version can be taken, and nothing is sent for it", async () => {
  const api = new Api();
  const draft = api.draft();
  draft.type("script", "Mine.");
  draft.receive(api.change({ script: "Theirs." }));
  draft.takeTheirs("script");
  await draft.save();

  assert.deepEqual(api.saves, []);
  assert.deepEqual([draft.fields.script.saved, draft.isUnsaved], ["Theirs.", false]);
});

Deno.test("while the storyboard is written nothing is sent, and nothing typed is lost", async () => {
  const api = new Api();
  const draft = api.draft();
  draft.mayChange = false;
  draft.type("script", "Mine.");
  await draft.save();

  assert.deepEqual([api.saves, draft.isUnsaved], [[], true]);
  draft.mayChange = true;
  await draft.save();
  assert.equal(api.scene.values.script, "Mine.");
});

Deno.test("a refusal stands at its field, which is sent again only when it is another", async () => {
  const api = new Api();
  const draft = api.draft();
  const errors = [{ path: "duration", message: "at least 1" }];
  draft.api.save = () => Promise.reject(new Problem(422, { errors }));
  draft.type("duration", 0);
  await draft.save();
  await draft.save();

  assert.equal(draft.fields.duration.error, "at least 1");
  assert.equal(draft.isUnsaved, true);
  draft.takeTheirs("duration");
  assert.deepEqual([draft.isUnsaved, draft.hasError], [false, false]);
});

Deno.test("an older answer that arrives late changes nothing", () => {
  const api = new Api();
  const draft = api.draft();
  const older = api.scene;
  draft.receive(api.change({ script: "New words." }));
  draft.receive(older);

  assert.equal(draft.fields.script.saved, "New words.");
});
