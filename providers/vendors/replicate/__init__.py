"""Replicate: https://replicate.com/docs/reference/http."""

KEY_VARIABLES = ("REPLICATE_API_TOKEN",)
