"""A film: its file, its captions, end card and credentials, which take it shows when, and what identifies it.

Imports `domain.job` and plain modules of `domain`.
"""
