// @ts-check
/** Defines the elements of the studio that pages are made of. Each module defines its own. */

import "./shell/studio.js";
