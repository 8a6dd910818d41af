"""The first event that an enabled endpoint waits for is found without reading all endpoints: each job may have one."""

from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.execute(
        "create index enabled_webhook_endpoints_by_event on webhook_endpoints (after_event) where disabled_at is null"
    )


def downgrade() -> None:
    op.execute("drop index enabled_webhook_endpoints_by_event")
