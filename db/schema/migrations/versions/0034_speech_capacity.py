"""A line of speech is with its vendor until that has answered: the answer is the speech.

What is made of it afterwards, on our own machines, takes no other line's place there.
"""

from alembic import op

revision = "0034"
down_revision = "0033"

_OTHER_ORDERS = """
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
union all"""


def upgrade() -> None:
    op.execute(
        f"create or replace view vendor_orders as {_OTHER_ORDERS} "
        "select provider, asked_at, status = 'ordering' from speeches where asked_at is not null"
    )


def downgrade() -> None:
    op.execute(
        f"create or replace view vendor_orders as {_OTHER_ORDERS} "
        "select provider, asked_at, status in ('ordering', 'ordered') from speeches where asked_at is not null"
    )
