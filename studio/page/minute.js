// @ts-check
/** Redraw what says how long ago something was. */

const MILLISECONDS = 60_000;

/**
 * Call the listener every minute while the page is visible, until the returned function is called.
 *
 * @param {() => void} listener
 * @returns {() => void}
 */
export function everyMinute(listener) {
  const timer = setInterval(() => document.hidden || listener(), MILLISECONDS);
  return () => clearInterval(timer);
}
