"""Runway: https://docs.dev.runwayml.com/api."""
