"""Writing systems, fonts, signs, typesetting, division of a script into cues. Does not import `media.animatic`."""
