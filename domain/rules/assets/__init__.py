"""How a job's assets change. Imports `domain.job` and other rules."""
