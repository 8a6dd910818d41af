"""Settings, from environment variables. May import `domain` and `providers.registry`."""
