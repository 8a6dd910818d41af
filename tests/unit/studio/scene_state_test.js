/** How a scene is doing, in plain words. */

import assert from "node:assert/strict";

Object.defineProperty(globalThis, "localStorage", { value: { getItem: () => "en" }, configurable: true });
const { sceneState } = await import("../../../studio/screens/job/filming/scene_state.js");

const NOW = Date.parse("2026-03-02T09:30:00Z");
const text = (scene) =>
  sceneState({ status: "pending", attempt: 0, nextRetryAt: null, progress: null, waitingFor: null, ...scene }, NOW)
    .text;
const waiting = (what, ahead = null) => ({ waitingFor: { what, provider: "runway", ahead, since: null } });

Deno.test("a scene that waits says for what, and behind how many", () => {
  assert.equal(text({}), "Waiting to begin");
  assert.equal(text(waiting("worker", 2)), "Waiting to begin, behind 2 others");
  assert.equal(text(waiting("vendor_capacity", 0)), "Next in line at Runway");
  assert.equal(text(waiting("vendor_capacity", 1)), "Queued behind 1 other at Runway");
  assert.equal(text(waiting("text")), "Your feedback is being worked into the scene");
});

Deno.test("a scene that is tried again counts its attempts and the time until then", () => {
  const again = { attempt: 1, ...waiting("back_off") };
  assert.equal(text({ ...again, nextRetryAt: "2026-03-02T09:30:40Z" }), "Attempt 2; next try in 40 s");
  assert.equal(text({ ...again, nextRetryAt: "2026-03-02T09:32:05Z" }), "Attempt 2; next try in 2 min 5 s");
  assert.equal(text({ ...again, nextRetryAt: "2026-03-02T09:29:59Z" }), "Attempt 2; trying again");
});

Deno.test("a scene that is made is ordered, filmed as far as the vendor says, and prepared", () => {
  const made = { status: "processing" };
  assert.equal(text({ ...made, ...waiting("order") }), "Being ordered");
  assert.equal(text(made), "Being filmed");
  assert.equal(text({ ...made, progress: 0.456 }), "Being filmed: 45 %");
  assert.equal(text({ ...made, ...waiting("preparation") }), "Filmed; being prepared for the cut");
  assert.equal(text({ status: "completed" }), "Filmed");
});
