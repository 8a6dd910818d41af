"""HTTP mechanics without knowledge of a resource: middleware, authentication, idempotency, problems, pagination, files.

Imports no route.
"""
