"""Webhooks in Postgres: endpoints, deliveries and their attempts.

A module here may import `domain`, `db.connections`, `db.rows`, `db.schema` and its siblings.
"""
