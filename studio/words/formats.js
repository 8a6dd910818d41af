// @ts-check
/** Numbers, amounts, lengths and times in the page's language. */

import { language } from "./words.js";

/** Frames a second of every film. */
export const FPS = 30;

const MONEY = new Intl.NumberFormat(language, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
  minimumFractionDigits: 2,
});
const NUMBER = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const DAY_AND_TIME = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const LIST = new Intl.ListFormat(language, { type: "conjunction" });
const AGO = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** @param {number} dollars */
export const money = (dollars) => MONEY.format(dollars);

/** @param {number} value */
export const number = (value) => NUMBER.format(value);

/** @param {string[]} names */
export const list = (names) => LIST.format(names);

/** @param {string} time */
export const dayAndTime = (time) => DAY_AND_TIME.format(new Date(time));

/**
 * Return how long ago it was, such as "3 hours ago".
 *
 * @param {string} time
 */
export function ago(time) {
  const seconds = (new Date(time).getTime() - Date.now()) / 1_000;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ["second", 1];
  return AGO.format(Math.round(seconds / length), unit);
}

/**
 * Return how long it takes, such as "40 s" or "2 min 5 s".
 *
 * @param {number} seconds
 */
export function wait(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/**
 * Return HH:MM:SS:FF.
 *
 * @param {number} frame
 */
export function timecode(frame) {
  const seconds = Math.floor(frame / FPS);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60, frame % FPS];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
