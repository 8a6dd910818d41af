"""The HTTP client of the API: its methods, the responses that it reads, and a file server for a demo's assets.

Imports nothing of `cli` but its errors.
"""
