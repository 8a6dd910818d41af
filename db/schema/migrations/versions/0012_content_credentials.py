"""Whether and by whom films are signed, and the one certificate that an installation makes for itself."""

from alembic import op

revision = "0012"
down_revision = "0011"

_UP = (
    "alter table films add column content_credentials json",
    """create table signing_certificates (
        is_only boolean primary key default true check (is_only),
        chain text not null,
        private_key text not null,
        algorithm text not null,
        signer text not null,
        created_at timestamptz not null
    )""",
)

_DOWN = ("drop table signing_certificates", "alter table films drop column content_credentials")


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
