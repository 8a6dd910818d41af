// @ts-check
/** Whether keys are text now, or commands. */

const NO_TEXT = ["button", "checkbox", "radio", "range", "file", "submit", "reset", "color"];

/**
 * Return whether what has the focus takes text, so that keys are not commands.
 *
 * @param {EventTarget | null} [target]
 * @returns {boolean}
 */
export function isTyping(target = document.activeElement) {
  if (target instanceof HTMLInputElement) return !NO_TEXT.includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable);
}
