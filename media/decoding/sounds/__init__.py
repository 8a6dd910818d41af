"""Decode the sound of any file as 16-bit stereo at 48 kHz. May import `streams`."""
