"""Runware: https://runware.ai/docs."""
