"""At which vendor a take waits that may be ordered."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.execute("alter table takes add column waits_at text")
    op.execute("update takes set waits_at = provider where status = 'wanted' and failing_since is null")


def downgrade() -> None:
    op.execute("alter table takes drop column waits_at")
