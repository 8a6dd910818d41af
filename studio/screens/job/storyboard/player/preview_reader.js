// @ts-check
/** Has the storyboard rendered as an animatic, and tells how far that is. */

import { send } from "../../../../api/client.js";

/**
 * Wait until the preview is rendered.
 *
 * @param {string} address Of the preview.
 * @param {(part: number) => void} rendering Called with the part that is rendered, from 0 to 1.
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export async function rendered(address, rendering, signal) {
  for (;;) {
    // One byte says that it is there; the video element reads the rest, as far as it needs it.
    const answer = await send("GET", address, { query: {}, headers: { Range: "bytes=0-0" }, signal });
    if (answer.status !== 202) {
      await answer.body?.cancel();
      return;
    }
    rendering((await answer.json()).data.progress ?? 0);
  }
}
