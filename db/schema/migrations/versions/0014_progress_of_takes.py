"""The progress of takes is announced, and what waits for a vendor is counted."""

from alembic import op

revision = "0014"
down_revision = "0013"

_UP = (
    """create function announce_progress() returns trigger language plpgsql as $$
    begin
        perform pg_notify('progress', new.job_id || ' ' || new.id);
        return null;
    end $$""",
    """create trigger announce_progress after update of progress on takes for each row
        when (new.progress is distinct from old.progress) execute function announce_progress()""",
    """create index takes_with_progress on takes (job_id)
        where status in ('wanted', 'ordering', 'ordered', 'filmed') and progress is not null""",
    "create index takes_wanted on takes (provider, created_at) where status = 'wanted'",
)

_DOWN = (
    "drop index takes_wanted",
    "drop index takes_with_progress",
    "drop trigger announce_progress on takes",
    "drop function announce_progress",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
