"""Writing systems, fonts, signs, typesetting, cues of what is read or said, caption files. No import of `media.animatic`."""
