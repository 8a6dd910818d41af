// @ts-check
/** What changed from one text to another, word by word. */

/** @typedef {{kind: "same" | "gone" | "new", text: string}} Part */

/** A longer text is compared as a whole: the table of common words grows with the product of both lengths. */
const MOST_WORDS = 1_500;

/**
 * Return the parts of both texts in order, by their longest common subsequence of words.
 *
 * @param {string} before
 * @param {string} after
 * @returns {Part[]}
 */
export function wordDiff(before, after) {
  const old = words(before);
  const now = words(after);
  if (before === after) return before ? [{ kind: "same", text: before }] : [];
  if (old.length > MOST_WORDS || now.length > MOST_WORDS) return whole(before, after);
  const common = lengthsOfCommonRests(old, now);
  /** @type {Part[]} */
  const parts = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      add(parts, "same", old[i++]);
      j++;
    } else if (j === now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) {
      add(parts, "gone", old[i++]);
    } else add(parts, "new", now[j++]);
  }
  return parts;
}

/**
 * Return the text's words, each with the space behind it.
 *
 * @param {string} text
 */
function words(text) {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {Part[]}
 */
function whole(before, after) {
  return [{ kind: "gone", text: before }, { kind: "new", text: after }];
}

/**
 * Return a table: how many words the rest of `old` from i on and the rest of `now` from j on have in common, in order.
 *
 * @param {string[]} old
 * @param {string[]} now
 */
function lengthsOfCommonRests(old, now) {
  const table = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      table[i][j] = old[i] === now[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}

/**
 * @param {Part[]} parts
 * @param {Part["kind"]} kind
 * @param {string} text
 */
function add(parts, kind, text) {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}
