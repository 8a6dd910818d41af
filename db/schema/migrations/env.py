"""Alembic's entry: runs the migrations on the connection it is handed by `db.connections.engine.migrate`."""

from alembic import context
from sqlmodel import SQLModel

import db.schema.tables.jobs

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=SQLModel.metadata)
assert db.schema.tables.jobs.JobRow.metadata is SQLModel.metadata
with context.begin_transaction():
    context.run_migrations()
