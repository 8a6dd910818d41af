"""Open orders, vendors' capacity, and takes that wait for it. May import `domain`, `db.connections` and `db.schema`."""
