"""What lists of jobs are searched and filtered by, and since when a storyboard waits for a decision."""

from alembic import op

revision = "0008"
down_revision = "0007"

_UP = (
    "alter table jobs add column search_text text not null default ''",
    """update jobs set search_text = lower(concat_ws(E'\\n',
        brief->'adBasics'->>'productName', brief->'adBasics'->>'brandName', client_id, id::text))""",
    """create index jobs_by_status on jobs (status, created_at desc, id desc) where deleted_at is null""",
    """create index jobs_to_decide on jobs (created_at desc, id desc)
        where deleted_at is null and status in ('storyboard_review', 'failed', 'processing')""",
    "alter table storyboards add column written_at timestamptz",
    "update storyboards set written_at = created_at where scenes is not null",
    """alter table storyboards add constraint written_with_its_scenes
        check (written_at is null or scenes is not null)""",
)

_DOWN = (
    "alter table storyboards drop column written_at",
    "drop index jobs_to_decide",
    "drop index jobs_by_status",
    "alter table jobs drop column search_text",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
