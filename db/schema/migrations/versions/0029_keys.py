"""Clients, and their API keys. A key's secret is stored as its SHA-256 alone. Changes of keys are announced."""

from alembic import op

revision = "0029"
down_revision = "0028"

_HASH = "~ '^[0-9a-f]{64}$'"

_UP = (
    """create table clients (
        id text primary key check (length(id) between 1 and 200),
        name text not null,
        created_at timestamptz not null
    )""",
    f"""create table api_keys (
        id uuid primary key,
        name text not null check (name <> ''),
        client_id text references clients,
        scopes json not null,
        secret_hash text not null check (secret_hash {_HASH}),
        previous_hash text check (previous_hash {_HASH}),
        previous_until timestamptz,
        rotation uuid,
        created_at timestamptz not null,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz,
        constraint previous_until_some_time check ((previous_hash is null) = (previous_until is null))
    )""",
    "create index api_keys_by_age on api_keys (created_at desc, id desc)",
    "create index api_keys_of_a_client on api_keys (client_id, created_at desc, id desc)",
    """create function announce_key() returns trigger language plpgsql as $$
    begin
        perform pg_notify('api_keys', old.id::text);
        return null;
    end $$""",
    # Not of `last_used_at`: who uses a key does not change it.
    """create trigger announce_key after delete or update of name, client_id, scopes, secret_hash, previous_hash,
        previous_until, expires_at, revoked_at on api_keys for each row execute function announce_key()""",
)

_DOWN = ("drop table api_keys", "drop function announce_key", "drop table clients")


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
