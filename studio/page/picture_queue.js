// @ts-check
/**
 * Loads pictures a few at a time: those that are still to be drawn take a while, and a browser opens only six connections
 * to one host, which what people type and the live events need too.
 */

const AT_ONCE = 2;

/** @type {Map<HTMLImageElement, string>} */
const waiting = new Map();
let loading = 0;

/**
 * Show a picture when it is its turn.
 *
 * @param {HTMLImageElement} picture
 * @param {string} address
 */
export function load(picture, address) {
  const wanted = waiting.get(picture) ?? picture.getAttribute("src");
  if (wanted === address) return;
  waiting.set(picture, address);
  next();
}

/** @type {WeakMap<Element, string>} */
const unseen = new WeakMap();
const seeing = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const address = unseen.get(target);
    if (!isIntersecting || address === undefined) continue;
    unseen.delete(target);
    seeing.unobserve(target);
    load(/** @type {HTMLImageElement} */ (target), address);
  }
}, { rootMargin: "200px" });

/**
 * Show a picture when its place comes into view and it is its turn.
 *
 * @param {HTMLImageElement} picture
 * @param {string} address
 */
export function loadWhenSeen(picture, address) {
  if (picture.getAttribute("src") === address) return;
  unseen.set(picture, address);
  seeing.observe(picture);
}

function next() {
  for (const [picture, address] of waiting) {
    if (loading >= AT_ONCE) return;
    waiting.delete(picture);
    if (!picture.isConnected) continue;
    loading += 1;
    const done = () => {
      picture.removeEventListener("load", done);
      picture.removeEventListener("error", done);
      loading -= 1;
      next();
    };
    picture.addEventListener("load", done);
    picture.addEventListener("error", done);
    picture.src = address;
  }
}
