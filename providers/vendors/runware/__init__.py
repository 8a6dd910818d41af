"""Runware: https://runware.ai/docs."""

KEY_VARIABLES = ("RUNWARE_API_KEY",)
