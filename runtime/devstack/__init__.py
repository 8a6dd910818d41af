"""Temporal, Postgres, worker and API on this machine: started in order, kept running, stopped in order."""
