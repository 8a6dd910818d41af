// @ts-check
/** Files that are dropped or pasted anywhere on the page. */

/**
 * Call `take` with the files, until the returned function is called. While files are above the page, the element has
 * the class `dropping`.
 *
 * @param {HTMLElement} marked
 * @param {(files: File[]) => void} take
 * @returns {() => void}
 */
export function acceptFiles(marked, take) {
  const stopped = new AbortController();
  const options = { signal: stopped.signal };
  const hasFiles = (/** @type {DataTransfer | null} */ data) => data !== null && data.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    marked.classList.add("dropping");
  }, options);
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) marked.classList.remove("dropping");
  }, options);
  document.addEventListener("drop", (event) => {
    marked.classList.remove("dropping");
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    take([...event.dataTransfer.files]);
  }, options);
  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData?.files ?? []];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  }, options);
  return () => stopped.abort();
}
