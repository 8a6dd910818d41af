"""How many takes wait for a vendor before another does."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, func, literal, or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import transaction
from db.schema.tables.jobs import SceneRow, TakeRow
from domain.job.takes.take import TakeStatus

_TAKES = any_(bindparam("takes", type_=ARRAY(Uuid)))
_WANTED = literal(TakeStatus.WANTED.value, literal_execute=True)  # written out, as the partial index names it
_IS_WAITING = and_(col(TakeRow.status) == _WANTED, col(TakeRow.waits_at).is_not(None))

# One pass over the queues of the vendors: a count for each take of all before it would be quadratic.
_QUEUES = (
    select(
        TakeRow.id,
        func.count()
        .filter(_IS_WAITING)
        .over(
            partition_by=func.coalesce(TakeRow.waits_at, TakeRow.provider),
            order_by=(col(TakeRow.created_at), col(TakeRow.job_id), col(SceneRow.scene_number)),
            rows=(None, -1),
        )
        .label("ahead"),
    )
    .join(SceneRow, col(SceneRow.id) == TakeRow.scene_id)
    .where(or_(_IS_WAITING, col(TakeRow.id) == _TAKES))
    .subquery()
)
_AHEAD = select(_QUEUES.c.id, _QUEUES.c.ahead).where(_QUEUES.c.id == _TAKES)


@dataclass(frozen=True)
class PostgresWaitingTakes:
    engine: AsyncEngine

    async def ahead_of(self, takes: Collection[UUID]) -> dict[UUID, int]:
        """Return for each take how many that wait for the same vendor were wanted before it.

        Those that wait for anything else are not counted. It is one statement, whatever the number of takes.
        Errors: Transient.
        """
        async with transaction(self.engine) as session:
            return dict((await session.exec(_AHEAD, params={"takes": list(takes)})).all())
