"""Save-scenario tasks, scenarios and their scenes in Postgres: repository and mapping."""
