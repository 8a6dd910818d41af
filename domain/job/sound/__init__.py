"""What is heard in a film: lines of voice-over, narration, music.

Imports `domain.job`, `domain.music` and plain modules of `domain`.
"""
