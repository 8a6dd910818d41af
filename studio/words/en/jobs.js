// @ts-check
/** The texts of the list of films, in English. */

export const jobs = {
  title: "Films",
  waiting: "Waiting for your decision",
  others: "Other films",
  search: "Search",
  searchHint: "Product, brand or client",
  status: "Status",
  anyStatus: "Every status",
  client: "Of client",
  anyClient: "Every client",
  clear: "Show all films",
  none: "No films yet",
  noneHelp: "Describe a product in a short brief. You get a storyboard to approve before anything is paid for.",
  first: "Make the first one",
  nothing: "No film matches",
  found: (/** @type {number} */ count, /** @type {boolean} */ hasMore) =>
    hasMore ? `More than ${count} films match` : count === 1 ? "1 film matches" : `${count} films match`,
  loading: "Loading films …",
  more: "Show more",
  unnamed: "Film without a name",
  progress: (/** @type {string} */ name) => `Filming of ${name}`,
  seconds: (/** @type {number} */ seconds) => `${seconds} s`,
  failedScenes: (/** @type {number} */ failed, /** @type {number} */ all) =>
    failed === 1 ? `1 of ${all} scenes could not be filmed.` : `${failed} of ${all} scenes could not be filmed.`,
};
