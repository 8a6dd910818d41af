"""Orders of stills are announced to those who collect them, as orders of clips are."""

from alembic import op

revision = "0019"
down_revision = "0018"

_UP = (
    """create function announce_still() returns trigger language plpgsql as $$
    begin
        perform pg_notify('orders', new.still->>'provider');
        return null;
    end $$""",
    """create trigger announce_still after update of still on takes for each row
        when (new.still->>'order_id' is not null and new.still->>'key' is null)
        execute function announce_still()""",
)

_DOWN = ("drop trigger announce_still on takes", "drop function announce_still")


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
