// @ts-check
/** The name under which this browser's notes appear. It is asked once. */

const KEY = "greenlight-name";

/** Return the name; empty if none was given. */
export const author = () => localStorage.getItem(KEY) ?? "";

/** @param {string} name */
export function remember(name) {
  if (name.trim()) localStorage.setItem(KEY, name.trim());
}
