"""Everything that is ordered from vendors in one place: clips, first frames, pictures of saved scenarios; and for whom
the next room is kept."""

from alembic import op

revision = "0004"
down_revision = "0003"

_UP = (
    "alter table vendors add column next_visitor uuid, add column next_until timestamptz",
    "alter table takes add column still_asked_at timestamptz",
    "update takes set still_asked_at = (still->>'asked_at')::timestamptz where still->>'asked_at' is not null",
    "alter table video_scenes add column provider text",
    """
create view vendor_orders as
select provider as vendor, asked_at,
    status in ('ordering', 'ordered', 'stopping') and original_key is null as is_inside
from takes where asked_at is not null
union all
select still->>'provider', still_asked_at,
    status in ('wanted', 'ordering', 'ordered', 'stopping') and still->>'key' is null
from takes where still_asked_at is not null
union all
select provider, asked_at, outcome is null and image_key is null
from video_scenes where asked_at is not null""",
    "drop index takes_at_a_vendor",
    "create index takes_at_a_vendor on takes (provider) where status in ('ordering', 'ordered', 'stopping')",
    """
create index stills_at_a_vendor on takes ((still->>'provider'))
    where still_asked_at is not null and status in ('wanted', 'ordering', 'ordered', 'stopping')""",
    "create index stills_asked_for on takes ((still->>'provider'), still_asked_at) where still_asked_at is not null",
    """
create index pictures_at_a_vendor on video_scenes (provider)
    where asked_at is not null and outcome is null and image_key is null""",
    "create index pictures_asked_for on video_scenes (provider, asked_at)",
)

_DOWN = (
    "drop view vendor_orders",
    "drop index takes_at_a_vendor",
    "drop index stills_at_a_vendor",
    "create index takes_at_a_vendor on takes (provider, status) where status in ('ordering', 'ordered')",
    "alter table vendors drop column next_visitor, drop column next_until",
    "alter table takes drop column still_asked_at",
    "alter table video_scenes drop column provider",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in _DOWN:
        op.execute(statement)
