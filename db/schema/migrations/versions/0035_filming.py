"""First frames chosen in review; takes that begin where another ended, stand in for another vendor's, or are drafts."""

from alembic import op

revision = "0035"
down_revision = "0034"

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
from video_scenes where asked_at is not null
union all
select provider, asked_at, status = 'ordering' from speeches where asked_at is not null"""

_UP = (
    """create table first_frames (
        id uuid primary key,
        job_id uuid not null references jobs (id) on delete cascade,
        scene_id uuid not null references job_scenes (id) on delete cascade,
        number integer not null check (number > 0),
        request text not null,
        text json not null,
        feedback text,
        reference_assets json not null default '[]',
        seed bigint not null,
        status text not null check (status in ('wanted', 'ordering', 'ordered', 'done', 'failed')),
        provider text not null,
        model text not null,
        asked_at timestamptz,
        order_id text,
        orders integer not null default 0 check (orders >= 0),
        attempt integer not null default 0,
        next_retry_at timestamptz,
        failing_since timestamptz,
        key text,
        sha256 text,
        size bigint check (size >= 0),
        prompt text,
        price numeric(12, 4) not null default 0 check (price >= 0),
        cost numeric(12, 4) not null default 0 check (cost >= 0),
        error json,
        created_at timestamptz not null,
        unique (scene_id, number),
        constraint a_done_first_frame_has_its_picture check (status <> 'done' or key is not null),
        constraint an_ordering_first_frame_was_asked_for check (status <> 'ordering' or asked_at is not null)
    )""",
    "create index first_frames_of_job on first_frames (job_id)",
    """create unique index an_order_draws_one_first_frame on first_frames (provider, order_id)
    where order_id is not null""",
    "create index first_frames_at_a_vendor on first_frames (provider) where status in ('ordering', 'ordered')",
    "create index first_frames_asked_for on first_frames (provider, asked_at)",
    f"""create or replace view vendor_orders as {_ORDERS_OF_BEFORE}
union all
select provider, asked_at, status in ('ordering', 'ordered') from first_frames where asked_at is not null""",
    "alter table job_scenes add column first_frame_id uuid",
    "alter table takes add column chained_from uuid",
    "alter table takes add column fallback_of uuid",
    "alter table takes add column is_draft boolean not null default false",
)

_DOWN = (
    "alter table takes drop column is_draft",
    "alter table takes drop column fallback_of",
    "alter table takes drop column chained_from",
    "alter table job_scenes drop column first_frame_id",
    f"create or replace view vendor_orders as {_ORDERS_OF_BEFORE}",
    "drop table first_frames",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
