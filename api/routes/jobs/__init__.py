"""Routes of jobs: their scenes, takes, files and events.

A module here may import what `api.routes` may.
"""
