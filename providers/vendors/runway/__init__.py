"""Runway: https://docs.dev.runwayml.com/api."""

KEY_VARIABLES = ("RUNWAYML_API_SECRET",)
