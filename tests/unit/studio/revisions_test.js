/** What changed between two revisions of a storyboard. */

import assert from "node:assert/strict";

import { pairs } from "../../../studio/screens/job/storyboard/revisions/scene_pairs.js";
import { wordDiff } from "../../../studio/screens/job/storyboard/revisions/word_diff.js";

const scene = (sceneNumber, description) => ({ sceneNumber, description, script: "" });

Deno.test("words that went and words that came are marked", () => {
  assert.deepEqual(wordDiff("a red tin opens", "a blue tin opens slowly"), [
    { kind: "same", text: "a " },
    { kind: "gone", text: "red " },
    { kind: "new", text: "blue " },
    { kind: "same", text: "tin " },
    { kind: "gone", text: "opens" },
    { kind: "new", text: "opens slowly" },
  ]);
});

Deno.test("what is left of a difference are both texts", () => {
  const texts = ["", "tin", "a tin  of\ntea", "tea of a tin", "a a a tin a", "x".repeat(9_000) + " y"];
  for (const before of texts) {
    for (const after of texts) {
      const parts = wordDiff(before, after);
      const text = (kind) => parts.filter((part) => part.kind !== kind).map((part) => part.text).join("");
      assert.deepEqual([text("new"), text("gone")], [before, after]);
    }
  }
});

Deno.test("a scene that was moved is found by its text, a rewritten one by its number", () => {
  const found = pairs([scene(1, "tin"), scene(2, "cup"), scene(3, "pot")], [
    scene(1, "cup"),
    scene(2, "tin"),
    scene(3, "kettle"),
    scene(4, "new"),
  ]);

  assert.deepEqual(found.map(({ before, after }) => [before?.sceneNumber ?? 0, after?.sceneNumber ?? 0]), [
    [2, 1],
    [1, 2],
    [3, 3],
    [0, 4],
  ]);
});
