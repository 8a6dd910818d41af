// @ts-check
/** The keys of the film's player. They do nothing while one types, and while a dialog is open. */

import { isTyping } from "../../../page/typing.js";

/** What the keys do. */
/**
 * @typedef {object} KeyTargets
 * @property {import("./film_player.js").FilmPlayer} player
 * @property {(which: "first" | "last") => void} mark Lets the range of a note begin or end here.
 * @property {() => void} help
 */

/**
 * @param {KeyboardEvent} event
 * @param {KeyTargets} targets
 */
export function onPlayerKey(event, { player, mark, help }) {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target) || document.querySelector("dialog[open]")) {
    return;
  }
  const isControl = target instanceof Element && target.closest("button, a, summary, input") !== null;
  const far = event.shiftKey ? 5 : 1;
  /** @type {Record<string, () => void>} */
  const keys = {
    k: () => player.toggle(),
    j: () => player.jump(-10),
    l: () => player.jump(10),
    arrowleft: () => player.jump(-far),
    arrowright: () => player.jump(far),
    ",": () => player.step(-1),
    ".": () => player.step(1),
    home: () => player.seek(0),
    end: () => player.seek(player.length - 1),
    m: () => player.toggleSound(),
    f: () => player.toggleFullScreen(),
    c: () => player.toggleCaptions(),
    i: () => mark("first"),
    o: () => mark("last"),
    "?": help,
    ...(isControl ? {} : { " ": () => player.toggle() }),
  };
  const action = keys[event.key.toLowerCase()];
  if (!action) return;
  event.preventDefault();
  action();
}
