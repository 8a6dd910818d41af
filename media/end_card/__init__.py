"""The card that a film ends with, and the logo: in colours and sizes in which they can be read.

A logo and the colours of a brand become a `Ground`, then layers, then a clip of our encoder. May import all of `media`
but `editor.py`. It shares colours, camera and type with `media.animatic`: the last scene and the card are one design.
"""
