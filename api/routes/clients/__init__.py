"""Routes of clients: their limits, credits and keys, sessions, and what was done.

A module here may import what `api.routes` may.
"""
