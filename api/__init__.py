"""The HTTP API: the application, its container of adapters, and the dependencies that routes take.

May import everything except `cli`.
"""
