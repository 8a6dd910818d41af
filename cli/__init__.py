"""The command line: an HTTP client of the API, and `demo`, which starts a stack when none runs."""
