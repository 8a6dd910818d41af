"""Anthropic: https://platform.claude.com/docs."""

KEY_VARIABLES = ("ANTHROPIC_API_KEY",)
