// @ts-check
/** Scenes are put in another order by dragging their cards. The keyboard has buttons for it. */

/** What is used by itself, so that a card is not dragged from there. */
const CONTROLS = "button, input, textarea, select, a, summary, label, dialog, fieldset, .conflict, .notice, p";
/** Pixels that a pointer moves before it drags. */
const THRESHOLD = 6;
/** Pixels from the window's edge within which a drag scrolls the page. */
const EDGE = 64;

/**
 * Let the children of a list be dragged to other places. A finger drags by the grip only, and scrolls elsewhere.
 *
 * @param {HTMLElement} list
 * @param {() => boolean} mayDrag
 * @param {(key: string, place: number) => void} drop Called with the child's key, and its place among the others.
 */
export function letDrag(list, mayDrag, drop) {
  list.addEventListener("pointerdown", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const card = target && [...list.children].find((child) => child.contains(target));
    const isByGrip = target?.closest(".grip") !== null;
    if (!(card instanceof HTMLElement) || !target || event.button !== 0 || !mayDrag()) return;
    if (!isByGrip && (event.pointerType !== "mouse" || target.closest(CONTROLS))) return;
    follow(list, card, event, drop);
  });
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement} card
 * @param {PointerEvent} start
 * @param {(key: string, place: number) => void} drop
 */
function follow(list, card, start, drop) {
  const ended = new AbortController();
  let isDragged = false;
  /** @type {HTMLElement | null} */
  let over = null;
  let isBehind = false;

  const mark = (/** @type {HTMLElement | null} */ target, /** @type {boolean} */ behind) => {
    over?.classList.remove("drop-before", "drop-behind");
    over = target;
    isBehind = behind;
    over?.classList.add(behind ? "drop-behind" : "drop-before");
  };

  const move = (/** @type {PointerEvent} */ event) => {
    const x = event.clientX - start.clientX;
    const y = event.clientY - start.clientY;
    if (!isDragged && Math.hypot(x, y) < THRESHOLD) return;
    isDragged = true;
    event.preventDefault();
    card.classList.add("dragged");
    if (event.clientY < EDGE) scrollBy(0, -12);
    else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
    const target = cardAt(list, event.clientX, event.clientY);
    mark(target === card ? null : target, target !== null && isPast(target, event));
  };

  const end = (/** @type {boolean} */ isDropped) => {
    ended.abort();
    card.classList.remove("dragged");
    const others = [...list.children].filter((child) => child !== card);
    const place = over === null ? -1 : others.indexOf(over) + (isBehind ? 1 : 0);
    mark(null, false);
    if (isDragged && isDropped && place >= 0) drop(card.dataset.key ?? "", place);
  };

  const options = { signal: ended.signal };
  addEventListener("pointermove", move, options);
  addEventListener("pointerup", () => end(true), options);
  addEventListener("pointercancel", () => end(false), options);
  addEventListener("keydown", (event) => event.key === "Escape" && end(false), options);
  // Text is not selected and nothing is clicked while a card is dragged.
  addEventListener("selectstart", (event) => event.preventDefault(), options);
}

/**
 * Return the card under the pointer, else the nearest one.
 *
 * @param {HTMLElement} list
 * @param {number} x
 * @param {number} y
 */
function cardAt(list, x, y) {
  /** @type {HTMLElement | null} */
  let nearest = null;
  let least = Infinity;
  for (const card of /** @type {Iterable<HTMLElement>} */ (list.children)) {
    const box = card.getBoundingClientRect();
    const distance = Math.hypot(
      Math.max(box.left - x, 0, x - box.right),
      Math.max(box.top - y, 0, y - box.bottom),
    );
    if (distance < least) [nearest, least] = [card, distance];
  }
  return nearest;
}

/**
 * Return whether the pointer is past the middle of a card, in the direction in which cards follow each other.
 *
 * @param {HTMLElement} card
 * @param {PointerEvent} event
 */
function isPast(card, event) {
  const box = card.getBoundingClientRect();
  const next = card.nextElementSibling ?? card.previousElementSibling;
  const isRow = next !== null && Math.abs(next.getBoundingClientRect().top - box.top) < box.height / 2;
  return isRow ? event.clientX > box.left + box.width / 2 : event.clientY > box.top + box.height / 2;
}
