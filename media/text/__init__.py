"""Writing systems, fonts, signs, typesetting, cues, caption files. Does not import `media.animatic`."""
