// @ts-check
/** Values inside JSON objects, by paths such as `adBasics.duration`. */

/** @typedef {Record<string, any>} Json */

/**
 * Return the value at the path, undefined if there is none.
 *
 * @param {Json} object
 * @param {string} path
 * @returns {unknown}
 */
export function valueAt(object, path) {
  return path.split(".").reduce((/** @type {any} */ inner, name) => isObject(inner) ? inner[name] : undefined, object);
}

/**
 * Put a value at the path, in objects that are made where there are none.
 *
 * @param {Json} object
 * @param {string} path
 * @param {unknown} value
 */
export function setAt(object, path, value) {
  const names = path.split(".");
  const last = /** @type {string} */ (names.pop());
  let inner = object;
  for (const name of names) {
    if (!isObject(inner[name])) inner[name] = {};
    inner = inner[name];
  }
  inner[last] = value;
}

/**
 * Remove the value at the path.
 *
 * @param {Json} object
 * @param {string} path
 */
export function removeAt(object, path) {
  const names = path.split(".");
  const last = /** @type {string} */ (names.pop());
  const inner = names.length ? valueAt(object, names.join(".")) : object;
  if (isObject(inner)) delete inner[last];
}

/**
 * Return the paths of all values that are no objects, or empty ones.
 *
 * @param {Json} object
 * @param {string} [before]
 * @returns {string[]}
 */
export function pathsOf(object, before = "") {
  return Object.entries(object).flatMap(([name, value]) =>
    isObject(value) ? pathsOf(value, `${before}${name}.`) : [`${before}${name}`]
  );
}

/**
 * Whether it is a JSON object.
 *
 * @param {unknown} value
 * @returns {value is Json}
 */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
