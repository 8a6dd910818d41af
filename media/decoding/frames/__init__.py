"""Bring the frames of a video to how they are meant to be seen. May import `colours` and `streams`."""
