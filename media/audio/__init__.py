"""Sound: PCM, loudness, mixing."""
