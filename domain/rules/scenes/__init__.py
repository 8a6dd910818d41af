"""How scenes change, and how their takes are added. Imports `domain.job` and other rules."""
