"""Save-scenario tasks, scenarios and their scenes in Postgres."""
