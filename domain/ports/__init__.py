"""Interfaces that adapters implement, and the values that they exchange. May import all of `domain`."""
