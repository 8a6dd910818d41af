"""Postgres: tables, the only writer of jobs, queries, migrations. Knows only the domain."""
