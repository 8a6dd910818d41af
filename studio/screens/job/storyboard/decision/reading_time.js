// @ts-check
/**
 * A moment after somebody else changed the storyboard, in which it cannot be approved: so that nobody who is about to
 * press the button approves what appeared under it just then.
 */

const MILLISECONDS = 1_500;

export class ReadingTime {
  /** @param {() => void} over Called when it is over. */
  constructor(over) {
    this.over = over;
    this.isRunning = false;
    this.revision = 0;
    this.isOwnChange = false;
  }

  /**
   * Note which revision is shown.
   *
   * @param {number} revision
   * @param {boolean} isChanging Whether the person's own change is being saved.
   */
  see(revision, isChanging) {
    const isOther = this.revision !== 0 && revision !== this.revision;
    if (isOther && !isChanging && !this.isOwnChange) this.#begin();
    // The event of an own change may arrive after the answer to it.
    if (isChanging) this.isOwnChange = true;
    else if (isOther || this.revision === 0) this.isOwnChange = false;
    this.revision = revision;
  }

  #begin() {
    clearTimeout(this.timer);
    this.isRunning = true;
    this.timer = setTimeout(() => {
      this.isRunning = false;
      this.over();
    }, MILLISECONDS);
  }
}
