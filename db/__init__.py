"""Postgres: repositories that implement `domain.ports`, and the engine.

`jobs` is the only writer of a job's rows, `scenarios` of a scenario's. May import `domain`.
"""
