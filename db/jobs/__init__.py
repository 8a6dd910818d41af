"""Jobs in Postgres: the repository that loads and saves them, the mapping between rows and models, and queries."""
