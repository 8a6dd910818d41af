"""Encoding, working clips, transitions, and the cut. Does not import `media.animatic`."""
