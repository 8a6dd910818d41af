"""Scenes and stills made by our own renderer, without a key and without a network."""
