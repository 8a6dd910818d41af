"""Planners that ask a language model: the conversation, the prompt, the output."""
