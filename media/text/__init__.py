"""Writing systems, fonts, typesetting, and the division of a script into cues. Does not import `media.animatic`."""
