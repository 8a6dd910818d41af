"""The planner without a language model: it composes a storyboard from the brief by rules.

May import `providers.common`.
"""
