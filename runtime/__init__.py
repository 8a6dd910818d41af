"""Where a process gets its settings, its Temporal and its Postgres, and how it logs."""
