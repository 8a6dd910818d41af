"""Gemini: https://ai.google.dev/gemini-api/docs."""

KEY_VARIABLES = ("GEMINI_API_KEY", "GOOGLE_API_KEY")
