// @ts-check
/** The texts of the studio in German: each file has the keys of its twin in `en/`, which its type requires. */

import { board } from "./de/board.js";
import { film, takes } from "./de/film.js";
import { filming } from "./de/filming.js";
import { jobs } from "./de/jobs.js";
import { newFilm } from "./de/new_film.js";
import { page } from "./de/page.js";
import { notes, share } from "./de/review.js";
import { settings } from "./de/settings.js";
import { sound } from "./de/sound.js";
import { trail } from "./de/trail.js";
import { drafts, firstFrames, wishes } from "./de/wishes.js";

/** @type {typeof import("./en.js").en} */
export const de = {
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
