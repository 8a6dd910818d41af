"""Jobs in Postgres: the repository that loads and saves them, the mapping between rows and models, and queries.

May import `db.schema` and the plain modules of `db`, not `db.scenarios`.
"""
