"""Models and rules. Pure: no I/O, no clock, no random ids. Imports pydantic only.

What is beside its rooms is for every package.
"""
