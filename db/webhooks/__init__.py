"""Webhooks in Postgres: endpoints, deliveries and their attempts.

A module here may import `domain`, `db.engine`, `db.prepared`, `db.rows`, `db.schema` and its siblings.
"""
