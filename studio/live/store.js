// @ts-check
/** State that several elements of the page show. */

/**
 * A value and those who are told when it is another.
 *
 * @template Value
 */
export class Store {
  /** @param {Value} value */
  constructor(value) {
    this.value = value;
    /** @type {Set<(value: Value) => void>} */
    this.listeners = new Set();
  }

  /** @param {Partial<Value>} changes */
  set(changes) {
    this.value = { ...this.value, ...changes };
    for (const listener of [...this.listeners]) listener(this.value);
  }

  /**
   * Call the listener now and after each change, until the returned function is called.
   *
   * @param {(value: Value) => void} listener
   * @returns {() => void}
   */
  subscribe(listener) {
    this.listeners.add(listener);
    listener(this.value);
    return () => this.listeners.delete(listener);
  }
}

/**
 * Return a function that does the work now; while it is under way, once more afterwards, however often it is called.
 *
 * @param {() => Promise<void>} work
 * @returns {() => Promise<void>}
 */
export function oneAtATime(work) {
  /** @type {Promise<void> | null} */
  let running = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running !== null) {
      again = true;
      return running;
    }
    running = run().finally(() => (running = null));
    return running;
  };
}
