"""What takes and films were made without, and how often the ingredients of a job's film changed."""

from alembic import op

revision = "0006"
down_revision = "0005"

_UP = (
    "alter table takes add column left_out json not null default '[]'",
    "alter table films add column left_out json not null default '[]'",
    "alter table jobs add column cut_revision integer not null default 0 check (cut_revision >= 0)",
)

_DOWN = (
    "alter table jobs drop column cut_revision",
    "alter table films drop column left_out",
    "alter table takes drop column left_out",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
