"""Orders that a vendor took are announced to those who collect them."""

from alembic import op

revision = "0018"
down_revision = "0014"

_UP = (
    """create function announce_order() returns trigger language plpgsql as $$
    begin
        perform pg_notify('orders', new.provider);
        return null;
    end $$""",
    """create trigger announce_order after update of status on takes for each row
        when (new.status = 'ordered' and old.status <> 'ordered') execute function announce_order()""",
)

_DOWN = ("drop trigger announce_order on takes", "drop function announce_order")


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
