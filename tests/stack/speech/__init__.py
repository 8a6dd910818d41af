"""Voice-over on real servers."""
