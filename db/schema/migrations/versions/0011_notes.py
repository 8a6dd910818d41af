"""Notes, and which of them a take or a storyboard revision answers."""

from alembic import op

revision = "0011"
down_revision = "0010"

_UP = (
    "alter table takes add column notes json not null default '[]'",
    "alter table storyboards add column notes json not null default '[]'",
    "alter table takes add constraint a_take_of_its_scene unique (id, scene_id)",
    "alter table films add constraint a_film_of_its_job unique (id, job_id)",
    # A scene that was never filmed is gone with its storyboard: its notes keep its id and number, so there is no key.
    """create table notes (
    id uuid primary key,
    job_id uuid not null references jobs on delete cascade,
    scene_id uuid,
    scene_number integer check (scene_number >= 1),
    take_id uuid,
    film_id uuid,
    first_frame integer,
    last_frame integer,
    text text not null check (text ~ '\\S' and char_length(text) <= 5000),
    author text not null check (author ~ '\\S' and char_length(author) <= 200),
    link_id uuid,
    status text not null check (status in ('open', 'resolved')),
    answered_revision integer,
    answered_take uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    resolved_at timestamptz,
    deleted_at timestamptz,
    constraint a_scene_has_a_number check ((scene_id is null) = (scene_number is null)),
    constraint a_take_is_of_a_scene check (scene_id is not null or (take_id is null and answered_take is null)),
    constraint a_range_of_frames check (
        (first_frame is null) = (last_frame is null) and first_frame >= 0 and first_frame <= last_frame),
    constraint a_film_note_has_frames check ((film_id is null) = (first_frame is null)),
    constraint resolved_at_a_time check ((status = 'resolved') = (resolved_at is not null)),
    constraint answered_is_resolved check (
        status = 'resolved' or (answered_revision is null and answered_take is null)),
    constraint one_answer check (answered_revision is null or answered_take is null),
    constraint names_a_take_of_its_scene foreign key (take_id, scene_id)
        references takes (id, scene_id) deferrable initially deferred,
    constraint answered_by_a_take_of_its_scene foreign key (answered_take, scene_id)
        references takes (id, scene_id) deferrable initially deferred,
    constraint answered_by_a_revision foreign key (job_id, answered_revision)
        references storyboards (job_id, revision) deferrable initially deferred,
    constraint names_a_film_of_its_job foreign key (film_id, job_id)
        references films (id, job_id) deferrable initially deferred
)""",
    "create index notes_of_a_job on notes (job_id, created_at, id)",
)

_DOWN = (
    "drop table notes",
    "alter table films drop constraint a_film_of_its_job",
    "alter table takes drop constraint a_take_of_its_scene",
    "alter table storyboards drop column notes",
    "alter table takes drop column notes",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
