"""Models and rules. Pure: no I/O, no clock, no random ids. Imports pydantic only. Its modules are for every package."""
