"""Where a film came from: hashes of files, the prompts of orders, and the versions of vendors' models.

Rows of before have none of them.
"""

from alembic import op

revision = "0009"
down_revision = "0008"

_HASHES = (
    ("assets", "sha256"),
    ("takes", "original_sha256"),
    ("takes", "working_sha256"),
    ("films", "sha256"),
)
_TEXTS = (("takes", "prompt"), ("takes", "model_version"))


def upgrade() -> None:
    for table, column in _HASHES:
        op.execute(f"alter table {table} add column {column} text check ({column} ~ '^[0-9a-f]{{64}}$')")
    for table, column in _TEXTS:
        op.execute(f"alter table {table} add column {column} text")


def downgrade() -> None:
    for table, column in (*_TEXTS, *_HASHES):
        op.execute(f"alter table {table} drop column {column}")
