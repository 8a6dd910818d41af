/** What is said of a scene whose clip is not up to date. */

import assert from "node:assert/strict";

import { staleness } from "../../../studio/screens/job/filming/scene_making.js";
import { words } from "../../../studio/words/words.js";

const CHANGED = { code: "scene_before_changed", message: "scene 1 begins where an earlier clip of scene 0 ended; …" };

Deno.test("a scene that continues another is stale by that one only if the job warns of it", () => {
  const job = { warnings: [CHANGED] };

  assert.equal(staleness({ sceneNumber: 1 }, job), words.wishes.stale);
  assert.equal(staleness({ sceneNumber: 11 }, job), words.wishes.staleText);
  assert.equal(staleness({ sceneNumber: 1 }, { warnings: [] }), words.wishes.staleText);
});
