"""Save-scenario tasks, scenarios and their scenes in Postgres: repository and mapping.

May import `db.schema` and the plain modules of `db`, not `db.jobs`.
"""
