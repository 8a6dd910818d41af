"""The model of a job. Imports the plain modules of `domain` only; how a job changes is in `domain.rules`."""
