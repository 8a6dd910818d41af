"""The routes, one module for each resource. A route parses the request, calls one port, and returns a schema.

May import everything in `api` but `app`.
"""
