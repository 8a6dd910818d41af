"""Jobs in Postgres: the repository that writes them, the mapping of rows, and queries."""
