"""Gemini: https://ai.google.dev/gemini-api/docs."""
