"""Encoding, working clips, transitions, and the cut."""
