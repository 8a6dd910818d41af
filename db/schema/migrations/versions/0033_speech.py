"""Lines of voice-over, each bought once; what is drawn into a clip; and what a film sounds like."""

from alembic import op

revision = "0033"
down_revision = "0032"

_ORDERS_OF_BEFORE = """
select provider as vendor, asked_at,
    status in ('ordering', 'ordered', 'stopping') and original_key is null as is_inside
from takes where asked_at is not null
union all
select still->>'provider', still_asked_at,
    status in ('wanted', 'ordering', 'ordered', 'stopping') and still->>'key' is null
from takes where still_asked_at is not null
union all
select provider, asked_at, outcome is null and image_key is null
from video_scenes where asked_at is not null"""

_UP = (
    """create table speeches (
        id uuid primary key,
        job_id uuid not null references jobs (id) on delete cascade,
        number integer not null check (number > 0),
        text text not null,
        language text not null,
        voice text,
        asset uuid,
        status text not null check (status in ('wanted', 'ordering', 'ordered', 'done', 'failed')),
        provider text not null,
        model text not null,
        seed bigint not null,
        asked_at timestamptz,
        order_id text,
        orders integer not null default 0 check (orders >= 0),
        attempt integer not null default 0,
        next_retry_at timestamptz,
        failing_since timestamptz,
        key text,
        sha256 text,
        size bigint check (size >= 0),
        seconds double precision check (seconds > 0),
        words json not null default '[]',
        timing text check (timing in ('vendor', 'aligned', 'divided')),
        prompt text,
        price numeric(12, 4) not null default 0 check (price >= 0),
        cost numeric(12, 4) not null default 0 check (cost >= 0),
        error json,
        created_at timestamptz not null,
        constraint a_done_speech_has_its_sound check (
            status <> 'done' or (key is not null and seconds is not null and timing is not null)
        ),
        constraint an_ordering_speech_was_asked_for check (status <> 'ordering' or asked_at is not null)
    )""",
    "create index speeches_of_job on speeches (job_id)",
    "create unique index an_order_speaks_one_line on speeches (provider, order_id) where order_id is not null",
    "create index speeches_at_a_vendor on speeches (provider) where status in ('ordering', 'ordered')",
    "create index speeches_asked_for on speeches (provider, asked_at)",
    f"""create or replace view vendor_orders as {_ORDERS_OF_BEFORE}
union all
select provider, asked_at, status in ('ordering', 'ordered') from speeches where asked_at is not null""",
    "alter table takes add column overlay uuid",
    "alter table films add column soundtrack json",
)

_DOWN = (
    "alter table films drop column soundtrack",
    "alter table takes drop column overlay",
    f"create or replace view vendor_orders as {_ORDERS_OF_BEFORE}",
    "drop table speeches",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
