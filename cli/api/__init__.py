"""The HTTP client of the API: its methods, and the responses that it reads. Imports nothing of `cli` but its errors."""
