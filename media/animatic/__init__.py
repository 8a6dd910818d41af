"""Animatics: scenes drawn from pictures and words, without a camera.

A `Shot` becomes a `SceneDesign` (look, layout, colours, camera move), then layers, then frames.
May import all of `media`.
"""
