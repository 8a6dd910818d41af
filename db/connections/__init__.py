"""Connections to Postgres: the pool, servers that hang, LISTEN, prepared statements. May import `db.schema`."""
