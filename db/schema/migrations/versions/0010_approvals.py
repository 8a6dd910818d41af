"""Who approved a storyboard, when, and for what amount."""

from alembic import op

revision = "0010"
down_revision = "0009"

_UP = (
    "alter table storyboards add column approval json",
    """alter table storyboards add constraint an_approval_is_a_verdict
        check (approval is null or coalesce(verdict = 'approved', false))""",
)

_DOWN = ("alter table storyboards drop column approval",)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
