"""The HTTP API. May import everything except `cli`."""
