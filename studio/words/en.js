// @ts-check
/** The texts of the studio in English, a file for each screen. Texts with a value in them are functions. */

import { board } from "./en/board.js";
import { film, takes } from "./en/film.js";
import { filming } from "./en/filming.js";
import { jobs } from "./en/jobs.js";
import { newFilm } from "./en/new_film.js";
import { page } from "./en/page.js";
import { notes, share } from "./en/review.js";
import { settings } from "./en/settings.js";
import { sound } from "./en/sound.js";
import { trail } from "./en/trail.js";
import { drafts, firstFrames, wishes } from "./en/wishes.js";

export const en = {
  ...page,
  board,
  drafts,
  film,
  filming,
  firstFrames,
  jobs,
  newFilm,
  notes,
  settings,
  share,
  sound,
  takes,
  trail,
  wishes,
};
