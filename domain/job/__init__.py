"""The model of a job; how its scenes are to be filmed is in `filming`, what is heard in `sound`, its film in `film`.

Imports what is beside the rooms of `domain`, and its `clients`, `language`, `vendors` and `music`. How a job changes is
in `domain.rules`.
"""
