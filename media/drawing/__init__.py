"""Drawing in a film's own planes: layers, colours, places, lines of text, logos.

What animatics, captions and end cards share. May import `media.text` and `media.decoding.pictures`, and imports neither
`media.animatic` nor `media.video`.
"""
