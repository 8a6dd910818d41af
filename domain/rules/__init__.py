"""The rule book: what messages and results do to a job. Pure functions over `domain.job`."""
