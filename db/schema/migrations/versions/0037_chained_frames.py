"""At which frame of the take before it a take begins: its film may show less or more of that later."""

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.execute("alter table takes add column chained_frames integer")


def downgrade() -> None:
    op.execute("alter table takes drop column chained_frames")
