"""The API as the command line uses it."""
