"""The tables, and the Alembic migrations that create them. Imports nothing of ours."""
