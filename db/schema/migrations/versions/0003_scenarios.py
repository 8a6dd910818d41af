"""Saved scenarios, their scenes, and the tasks that save them."""

from alembic import op

revision = "0003"
down_revision = "0002"

_UP = """
create table tasks (
    id uuid primary key,
    type text not null check (type in ('SAVE_SCENARIO')),
    short_id text not null,
    user_id text not null,
    scenario json not null,
    status text not null check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
    progress integer not null check (progress between 0 and 100),
    message text not null,
    price integer check (price >= 0),
    skipped_reason text,
    vendor_away_since timestamptz,
    result json,
    error json,
    cancelled_by text,
    is_settled boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint completed_has_a_result check (status <> 'completed' or (result is not null and progress = 100)),
    constraint failed_says_why check (status <> 'failed' or error is not null),
    constraint settled_is_over check (is_settled = false or status in ('completed', 'failed', 'cancelled'))
);
create index tasks_not_settled on tasks (id) where not is_settled;

create table video_scenarios (
    id uuid primary key,
    task_id uuid not null unique references tasks on delete cascade,
    short_id text not null,
    user_id text not null,
    title text not null,
    description text,
    script text,
    scene_count integer not null check (scene_count >= 1),
    estimated_duration double precision check (estimated_duration > 0),
    metadata json not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
);
create index video_scenarios_of_a_short on video_scenarios (short_id);

create table video_scenes (
    id uuid primary key,
    scenario_id uuid not null references video_scenarios on delete cascade,
    scene_number integer not null check (scene_number >= 1),
    scene_id text,
    description text,
    duration double precision check (duration > 0),
    image_prompt text,
    visual_prompt text,
    product_reference_image_url text,
    image_reasoning text,
    image_url text,
    status text not null check (status in ('pending', 'completed')),
    metadata json not null,
    outcome text check (outcome in ('generated', 'skipped', 'failed')),
    asked_at timestamptz,
    order_id text,
    orders integer not null check (orders >= 0),
    cost numeric(12, 4) not null check (cost >= 0),
    credits integer not null check (credits >= 0),
    image_key text unique,
    image_type text,
    image_size bigint,
    asset_id uuid references assets,
    warning text,
    error json,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (scenario_id, scene_number),
    constraint one_order_a_picture unique (order_id),
    constraint a_picture_was_asked_for check (order_id is null or asked_at is not null),
    constraint completed_has_an_image check (status <> 'completed' or coalesce(image_url, '') <> ''),
    constraint generated_is_stored check (outcome is distinct from 'generated' or (
        status = 'completed' and order_id is not null and image_key is not null and asset_id is not null)),
    constraint only_what_was_generated_is_charged check (credits = 0 or outcome = 'generated')
);
create index video_scenes_of_an_asset on video_scenes (asset_id);
"""


def upgrade() -> None:
    for statement in _UP.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("drop table video_scenes, video_scenarios, tasks cascade")
