/** When the price of filming is read anew while a storyboard is in review. */

import assert from "node:assert/strict";

import { EstimateReader } from "../../../studio/screens/job/storyboard/decision/estimate_reader.js";

const DRAWN = { id: "f1", status: "done", chosen: true };

/** A job in review whose scene begins from that first frame. */
function job(firstFrame) {
  return { status: "storyboard_review", storyboardRevision: 1, production: {}, assets: [], scenes: [{ firstFrame }] };
}

/** Answer every estimate, and return the list of those that were asked for. */
function answering() {
  const asked = [];
  globalThis.fetch = (path) => {
    asked.push(path);
    return Promise.resolve(Response.json({ data: { total: asked.length } }));
  };
  return asked;
}

Deno.test("the price is read anew when another first frame is drawn, or the chosen one is chosen no more", () => {
  const asked = answering();
  const reader = new EstimateReader("/api/v3/jobs/j");

  for (const frame of [null, DRAWN, DRAWN, { ...DRAWN, chosen: false }]) reader.follow(job(frame));

  assert.deepEqual(asked, Array(3).fill("/api/v3/jobs/j/estimate"));
});
