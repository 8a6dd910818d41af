"""How a scene is to be filmed, and where its clip begins. Imports `domain.job` and plain modules of `domain`."""
