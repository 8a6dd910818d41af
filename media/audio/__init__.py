"""Samples, loudness, and the film's sound mix."""
