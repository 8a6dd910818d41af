"""Scenes and stills drawn by `media`, without a key and without a network. May import `media`."""
