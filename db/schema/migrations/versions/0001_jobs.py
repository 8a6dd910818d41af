"""Jobs, storyboards, scenes, takes, films, assets, messages, events."""

from alembic import op

revision = "0001"
down_revision = None

_UP = """
create table jobs (
    id uuid primary key,
    client_id text not null,
    status text not null check (status in
        ('pending', 'generating_scenes', 'storyboard_review', 'processing', 'completed', 'failed', 'cancelled')),
    revision integer not null check (revision >= 1),
    brief json not null,
    error json,
    film_id uuid,
    deleted_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    version integer not null,
    constraint completed_has_a_film check (status <> 'completed' or film_id is not null)
);
create index jobs_newest on jobs (created_at desc, id desc) where deleted_at is null;
create index jobs_by_client on jobs (client_id, created_at desc, id desc) where deleted_at is null;
create index jobs_not_over on jobs (id) where status not in ('completed', 'cancelled');

create table storyboards (
    job_id uuid not null references jobs on delete cascade,
    revision integer not null check (revision >= 1),
    scenes json,
    verdict text check (verdict in ('approved', 'rejected', 'replaced')),
    feedback text,
    only_scene integer,
    planner json not null,
    created_at timestamptz not null,
    primary key (job_id, revision),
    constraint a_verdict_needs_scenes check (verdict is null or scenes is not null)
);

create table job_scenes (
    id uuid primary key,
    job_id uuid not null references jobs on delete cascade,
    scene_number integer not null check (scene_number >= 1),
    status text not null check (status in ('pending', 'processing', 'completed', 'failed')),
    revision integer not null check (revision >= 1),
    scenario text not null,
    duration_seconds double precision not null check (duration_seconds > 0),
    description text not null,
    script text not null,
    shot_type text not null,
    transition text not null,
    assets json not null,
    direction json not null,
    take_id uuid,
    fallback_take_id uuid,
    provider_id text,
    metadata json not null,
    original_video_clip_s3_key text,
    working_video_clip_s3_key text,
    error json,
    deleted_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint completed_has_a_clip check (
        status <> 'completed' or (take_id is not null and coalesce(working_video_clip_s3_key, '') <> '')),
    constraint one_living_scene_a_number exclude using btree (job_id with =, scene_number with =)
        where (deleted_at is null) deferrable initially deferred
);
create index job_scenes_of_a_job on job_scenes (job_id);

create table takes (
    id uuid primary key,
    job_id uuid not null references jobs on delete cascade,
    scene_id uuid not null references job_scenes on delete cascade,
    number integer not null check (number >= 1),
    request text not null,
    seed bigint not null,
    source_url text,
    status text not null check (status in
        ('wanted', 'ordering', 'ordered', 'filmed', 'done', 'failed', 'stopping', 'cancelled')),
    text json,
    feedback text,
    provider text not null,
    model text not null,
    queue text not null,
    asked_at timestamptz,
    order_id text,
    orders integer not null check (orders >= 0),
    attempt integer not null,
    next_retry_at timestamptz,
    failing_since timestamptz,
    progress double precision,
    original_key text,
    working_key text,
    has_sound boolean not null,
    frames integer,
    size bigint,
    still json,
    price numeric(12, 4) not null check (price >= 0),
    cost numeric(12, 4) not null check (cost >= 0),
    error json,
    created_at timestamptz not null,
    unique (scene_id, number),
    unique (scene_id, request),
    unique (id, scene_id, working_key),
    constraint one_order_a_take unique (order_id),
    constraint an_order_was_asked_for check (order_id is null or asked_at is not null),
    constraint ordered_has_an_order check (status not in ('ordered', 'filmed') or order_id is not null),
    constraint filmed_has_an_original check (status <> 'filmed' or original_key is not null),
    constraint done_has_a_clip check (
        status <> 'done' or (coalesce(working_key, '') <> '' and frames is not null)),
    constraint one_open_take_a_scene exclude using btree (scene_id with =)
        where (status in ('wanted', 'ordering', 'ordered', 'filmed')) deferrable initially deferred
);
create index takes_of_a_job on takes (job_id);
alter table job_scenes add constraint stands_on_its_take foreign key (take_id)
    references takes deferrable initially deferred;
alter table job_scenes add constraint shows_its_takes_clip foreign key (take_id, id, working_video_clip_s3_key)
    references takes (id, scene_id, working_key) deferrable initially deferred;

create index takes_at_a_vendor on takes (provider, status) where status in ('ordering', 'ordered');
create index takes_asked_for on takes (provider, asked_at);

create table vendors (
    name text primary key,
    failures integer not null check (failures >= 0),
    down_until timestamptz,
    probed_at timestamptz
);

create table films (
    id uuid primary key,
    job_id uuid not null references jobs on delete cascade,
    key text not null,
    frames integer not null check (frames > 0),
    size_bytes bigint not null check (size_bytes > 0),
    takes json not null,
    created_at timestamptz not null
);
create index films_of_a_job on films (job_id);
alter table jobs add constraint shows_its_film foreign key (film_id)
    references films deferrable initially deferred;

create table asset_blobs (
    id uuid primary key default gen_random_uuid(),
    key text not null unique,
    data bytea not null,
    content_type varchar(100) not null,
    size_bytes bigint not null,
    etag text not null,
    created_at timestamptz not null default now()
);
alter table asset_blobs alter column data set storage external;

create table assets (
    id uuid primary key,
    source_url text,
    type text check (type in ('image', 'video', 'audio')),
    name text not null,
    role text not null,
    status text not null check (status in ('pending', 'ready', 'failed')),
    content_type text,
    size_bytes bigint,
    blob_key text,
    error json,
    created_at timestamptz not null,
    constraint ready_has_a_blob check (status <> 'ready' or (blob_key is not null and type is not null))
);
create index assets_newest on assets (created_at desc, id desc);

create table job_assets (
    job_id uuid not null references jobs on delete cascade,
    asset_id uuid not null references assets,
    position integer not null,
    name text not null,
    role text not null,
    primary key (job_id, asset_id),
    unique (job_id, position)
);
create index job_assets_of_an_asset on job_assets (asset_id);

create table requests (
    job_id uuid not null references jobs on delete cascade,
    id text not null,
    name text not null,
    refusal json,
    regenerates boolean not null,
    created_at timestamptz not null,
    primary key (job_id, id)
);

create table events (
    id bigint generated always as identity primary key,
    job_id uuid not null references jobs on delete cascade,
    kind text not null,
    data json not null,
    created_at timestamptz not null
);
create index events_of_a_job on events (job_id, id);

create table repairs (
    id bigint generated always as identity primary key,
    kind text not null,
    subject text not null,
    job_id uuid,
    created_at timestamptz not null
);
create index repairs_by_kind on repairs (kind);

create table idempotency_keys (
    id uuid primary key,
    scope text not null,
    key text not null,
    body_hash text not null,
    status integer,
    answer json,
    locked_until timestamptz not null,
    created_at timestamptz not null,
    unique (scope, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);
"""

_TABLES = (
    "repairs, idempotency_keys, events, requests, job_assets, assets, asset_blobs, vendors, films, takes, job_scenes, "
    "storyboards, jobs"
)


def upgrade() -> None:
    for statement in _UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute(f"drop table {_TABLES} cascade")
