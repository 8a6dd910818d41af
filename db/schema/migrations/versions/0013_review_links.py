"""Review links. A token is stored as its SHA-256 alone."""

from alembic import op

revision = "0013"
down_revision = "0012"

_UP = (
    """create table review_links (
        id uuid primary key,
        job_id uuid not null references jobs on delete cascade,
        token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
        permission text not null check (permission in ('view', 'comment', 'approve')),
        label text not null,
        expires_at timestamptz,
        secret text not null check (length(secret) >= 32),
        password_hash text,
        allow_download boolean not null,
        show_cost boolean not null,
        created_at timestamptz not null,
        revoked_at timestamptz,
        opened integer not null check (opened >= 0),
        last_opened_at timestamptz,
        constraint opened_at_some_time check ((opened = 0) = (last_opened_at is null))
    )""",
    "create index review_links_of_a_job on review_links (job_id, created_at)",
)

_DOWN = ("drop table review_links",)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
