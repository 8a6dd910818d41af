"""How notes of reviewers change, and become feedback. Imports `domain.job` and other rules."""
