"""Samples, loudness, and the film's sound mix. Does not import `media.animatic`."""
