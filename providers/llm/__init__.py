"""Planners that ask a language model: conversation, prompt, and parsing of the output.

May import `providers.common`.
"""
