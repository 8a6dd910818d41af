// @ts-check
/** Make and update elements of the page. */

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Attributes */

/**
 * Make an element.
 *
 * Attributes are those of HTML. `true` sets an empty one; `false`, null and undefined set none. A function under a name
 * that begins with `on` listens to that event, `onclick` to `click`.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...shown(children));
  return made;
}

/**
 * Make a custom element, one whose name has a hyphen, with these properties.
 *
 * @template {HTMLElement} Made
 * @param {new () => Made} type
 * @param {Partial<Made>} [properties]
 * @param {Attributes} [attributes]
 * @returns {Made}
 */
export function custom(type, properties = {}, attributes = {}) {
  const made = new type();
  Object.assign(made, properties);
  setAttributes(made, attributes);
  return made;
}

/**
 * Set attributes, as `element` does. Those that are as they should be are not touched.
 *
 * @param {Element} target
 * @param {Attributes} attributes
 */
export function setAttributes(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      target.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value === false || value === null || value === undefined) {
      target.removeAttribute(name);
    } else {
      const text = value === true ? "" : String(value);
      if (target.getAttribute(name) !== text) target.setAttribute(name, text);
    }
  }
}

/**
 * Show this text, if another is shown.
 *
 * @param {Element} target
 * @param {string | number} text
 */
export function setText(target, text) {
  if (target.textContent !== String(text)) target.textContent = String(text);
}

/**
 * Replace the children of an element.
 *
 * @param {Element} target
 * @param {...(Child | Child[])} children
 */
export function setChildren(target, ...children) {
  target.replaceChildren(...shown(children));
}

/**
 * Set the value of a field, unless its user is typing in it.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field
 * @param {string | number} value
 */
export function setValue(field, value) {
  if (field !== document.activeElement && field.value !== String(value)) field.value = String(value);
}

/**
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
function shown(children) {
  return children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) =>
    child instanceof Node ? child : String(child)
  );
}
