"""Jobs in Postgres: their repository, and the statements and the mapping with which it loads and saves them.

May import `db.schema` and the plain modules of `db`, not `db.scenarios`.
"""
