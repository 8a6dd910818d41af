"""Endpoints that ask for reviews: what the link in their messages permits. And which rotation gave a secret.

`rotation` is the request that rotated last: one that is sent again does not drop the secret before.
"""

from alembic import op

revision = "0028"
down_revision = "0026"

_UP = (
    "alter table webhook_endpoints add column permission text check (permission in ('view', 'comment', 'approve'))",
    "alter table webhook_endpoints add column show_cost boolean not null default false",
    "alter table webhook_endpoints add column made_by uuid",
    "alter table webhook_endpoints add column rotation uuid",
    """alter table webhook_endpoints add constraint reviews_are_asked_for_by_links
        check (kind = 'webhook' or (permission is not null and secret is not null))""",
)

_DOWN = (
    "alter table webhook_endpoints drop constraint reviews_are_asked_for_by_links",
    *(
        f"alter table webhook_endpoints drop column {column}"
        for column in ("permission", "show_cost", "made_by", "rotation")
    ),
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
