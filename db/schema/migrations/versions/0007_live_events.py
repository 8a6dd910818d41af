"""Events become visible in the order of their ids, and changes are announced to processes that listen.

An id is taken before its transaction commits, so without a lock an event could appear behind a reader that had already
read a greater id. A statement's trigger fires before the ids of its rows are taken.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

_UP = (
    """create function order_events() returns trigger language plpgsql as $$
    begin
        perform pg_advisory_xact_lock(hashtext('events'));
        perform pg_notify('events', '');
        return null;
    end $$""",
    """create trigger order_events before insert on events for each statement execute function order_events()""",
    """create function announce_job() returns trigger language plpgsql as $$
    begin
        perform pg_notify('jobs', new.id::text);
        return null;
    end $$""",
    """create trigger announce_job after update of version on jobs for each row execute function announce_job()""",
)

_DOWN = (
    "drop trigger announce_job on jobs",
    "drop function announce_job",
    "drop trigger order_events on events",
    "drop function order_events",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
