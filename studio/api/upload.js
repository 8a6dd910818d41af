// @ts-check
/** Uploads of files, which say how far they are. `fetch` does not, so this is an XMLHttpRequest. */

import { newKey, Problem } from "./client.js";
import { words } from "../words/words.js";

/**
 * Upload a file as an asset and return it, as the API answers. Errors: Problem; an AbortError after `signal`.
 *
 * @param {File} file
 * @param {{role: string, key?: string, signal?: AbortSignal, onProgress?: (share: number) => void}} options
 *   `onProgress` is told which share of the file has been sent, 0 to 1.
 * @returns {Promise<import("./types.js").Asset>}
 */
export function upload(file, { role, key = newKey(), signal, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("role", role);
    form.append("file", file);
    request.open("POST", "/api/v3/assets");
    request.setRequestHeader("Idempotency-Key", key);
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status === 401) dispatchEvent(new Event("greenlight-signed-out"));
      if (request.status < 300) resolve(body.data);
      else reject(new Problem(request.status, body));
    };
    request.onerror = () => reject(new Problem(0, { detail: words.problems.unreachable, retryable: true }));
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
