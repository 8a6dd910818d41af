"""Models and rules. Pure: no I/O, no clock, no random ids.

Its modules hold values that every package uses; `job`, `scenarios`, `rules` and `ports` are packages. It imports pydantic only.
"""
