"""Save-scenario tasks, scenarios and their scenes in Postgres: repository and mapping.

May import all of `db` but `db.jobs`.
"""
