"""What a film is made of besides its clips, and what identifies it.

Imports `domain.job` and plain modules of `domain`.
"""
