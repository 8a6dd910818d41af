// @ts-check
/** Which jobs a list shows, by the rules of `GET /api/v3/jobs`. */

/** @typedef {import("../api/types.js").Job} Job */

/** @typedef {{status: string, clientId: string, q: string}} Filters An empty one lets every job through. */

/**
 * Whether the job waits for a person.
 *
 * @param {Job} job
 */
export function needsDecision(job) {
  return job.status === "storyboard_review" || job.status === "failed" || job.progress.stage === "awaiting_retry";
}

/**
 * Whether the list shows the job.
 *
 * @param {Job} job
 * @param {Filters} filters
 */
export function matches(job, { status, clientId, q }) {
  const text = [job.adBasics.productName, job.adBasics.brandName, job.context.clientId, job.id].join("\n")
    .toLowerCase();
  return (!status || job.status === status) && (!clientId || job.context.clientId === clientId) &&
    q.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/**
 * Compare by the order of the list, newest first.
 *
 * @param {Job} one
 * @param {Job} other
 */
export function newestFirst(one, other) {
  return other.createdAt.localeCompare(one.createdAt) || other.id.localeCompare(one.id);
}
