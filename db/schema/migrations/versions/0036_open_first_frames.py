"""Orders of first frames are announced to those who collect them, as orders of clips are."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.execute(
        """create trigger announce_first_frame after update of status on first_frames for each row
        when (new.status = 'ordered' and old.status <> 'ordered') execute function announce_order()"""
    )


def downgrade() -> None:
    op.execute("drop trigger announce_first_frame on first_frames")
