"""Which pictures the model of a take was shown."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.execute("alter table takes add column reference_assets json not null default '[]'")


def downgrade() -> None:
    op.execute("alter table takes drop column reference_assets")
