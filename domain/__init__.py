"""Models and rules. Pure: no I/O, no clock, no random ids. Imports pydantic only.

The modules hold values that every package uses; `job`, `scenarios`, `rules` and `ports` are packages of their own.
"""
