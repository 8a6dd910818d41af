"""The model of a job: scenes, takes, storyboards, progress, events, pending work. Rules are in `domain.rules`.

Imports the plain modules of `domain` only.
"""
