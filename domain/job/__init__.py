"""The model of a job; how its scenes are to be filmed is in `filming`, what is heard in `sound`, its film in `film`.

Imports the plain modules of `domain` and `domain.music` only; how a job changes is in `domain.rules`.
"""
