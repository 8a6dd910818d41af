"""How takes, lines of speech and first frames are bought once, within budgets.

Imports `domain.job` and other rules.
"""
