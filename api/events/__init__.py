"""Live events: one listener to Postgres for all requests of the process, and the streams that it feeds.

May import `db.events` and what `api` may; imports no route.
"""
