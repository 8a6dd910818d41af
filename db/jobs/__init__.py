"""Jobs in Postgres: their repository, and the statements and the mapping with which it loads and saves them.

May import all of `db` but `db.scenarios`.
"""
