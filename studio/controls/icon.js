// @ts-check
/** The pictures on buttons. Each is drawn in the colour of the button's text, and is not read out. */

const SVG = "http://www.w3.org/2000/svg";

/** Paths in a square of 24 by 24. */
const PATHS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 4.5h4v15h-4zM13.5 4.5h4v15h-4z",
  frameBack: "M16.5 5v14L7 12zM5 5h1.8v14H5z",
  frameForward: "M7.5 5v14l9.5-7zM17.2 5H19v14h-1.8z",
  sound:
    "M4 9.5v5h3.5L12 19V5L7.5 9.5zM14.5 8.2v7.6a4.2 4.2 0 0 0 0-7.6zM14.5 4.6v2a6 6 0 0 1 0 10.8v2a8 8 0 0 0 0-14.8z",
  muted: "M4 9.5v5h3.5L12 19V5L7.5 9.5zM21 10l-1.3-1.3-2 2-2-2L14.4 10l2 2-2 2 1.3 1.3 2-2 2 2L21 14l-2-2z",
  captions:
    "M3 5h18v14H3zM5 7v10h14V7zM6.5 10.5h4.5v1.6H6.5zM12.5 10.5h5v1.6h-5zM6.5 13.6h7v1.6h-7zM15 13.6h2.5v1.6H15z",
  fullScreen: "M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * Make an icon.
 *
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "icon"]]) {
    drawing.setAttribute(key, value);
  }
  drawing.append(document.createElementNS(SVG, "path"));
  showIcon(drawing, name);
  return drawing;
}

/**
 * Show another picture in an icon.
 *
 * @param {SVGSVGElement} drawing
 * @param {IconName} name
 */
export function showIcon(drawing, name) {
  const path = drawing.firstElementChild;
  if (path?.getAttribute("d") !== PATHS[name]) path?.setAttribute("d", PATHS[name]);
}
