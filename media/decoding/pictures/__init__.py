"""Open pictures, decoded to their end, as sRGB. May import `frames`, `colours` and `streams`."""
