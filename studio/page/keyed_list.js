// @ts-check
/** Show a list of things, one element each, so that what stays keeps its element, its focus and its playback. */

/**
 * Show one element for each item, in the items' order, as the only children of `parent`.
 *
 * @template Item
 * @template {HTMLElement} Shown
 * @param {Element} parent
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} key What identifies an item among the others.
 * @param {(item: Item) => Shown} create
 * @param {(shown: Shown, item: Item) => void} update Called for every item, also for one just created.
 */
export function showList(parent, items, key, create, update) {
  /** @type {Map<string, Shown>} */
  const known = new Map();
  for (const child of /** @type {Iterable<Shown>} */ (parent.children)) known.set(child.dataset.key ?? "", child);
  const wanted = new Set(items.map(key));
  for (const [name, child] of known) if (!wanted.has(name)) child.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let shown = known.get(name);
    if (shown === undefined) {
      shown = create(item);
      shown.dataset.key = name;
      parent.insertBefore(shown, place);
    } else if (shown === place) {
      place = place.nextElementSibling;
    } else {
      move(parent, shown, place);
    }
    update(shown, item);
  }
}

/**
 * Move an element, where the browser can do it without its losing focus and playback.
 *
 * @param {Element} parent
 * @param {Element} child
 * @param {Element | null} before
 */
function move(parent, child, before) {
  const place = /** @type {Element & {moveBefore?: (child: Element, before: Element | null) => void}} */ (parent);
  if (place.moveBefore) place.moveBefore(child, before);
  else place.insertBefore(child, before);
}
