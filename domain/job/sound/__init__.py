"""What is heard in a film: lines of voice-over, narration, music.

Imports `domain.job` and plain modules of `domain`.
"""
