"""Requests that nobody in their right mind sends, made from the OpenAPI document by Schemathesis.

`schemathesis.toml` and `hooks.py` are read by its own process; they may import nothing of this project.
"""
