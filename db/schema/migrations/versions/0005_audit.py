"""Indexes for the audit of storage and for deleting jobs; keys of stored objects are compared byte by byte.

S3 lists keys in the order of their bytes, so Postgres has to keep that order too, whatever its own collation is.
"""

from alembic import op

revision = "0005"
down_revision = "0004"

_UP = (
    'alter table asset_blobs alter column key type text collate "C"',
    """create index assets_by_key on assets (blob_key collate "C") where status = 'ready'""",
    "create index job_scenes_of_a_take on job_scenes (take_id)",
    "create index jobs_of_a_film on jobs (film_id)",
    "create index jobs_deleted on jobs (deleted_at) where deleted_at is not null",
    "create index events_by_age on events using brin (created_at)",
)

_DOWN = (
    "drop index events_by_age",
    "drop index jobs_deleted",
    "drop index jobs_of_a_film",
    "drop index job_scenes_of_a_take",
    "drop index assets_by_key",
    'alter table asset_blobs alter column key type text collate "default"',
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
