"""How many takes wait for a vendor before another does."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from db.engine import transaction
from db.schema.tables import SceneRow, TakeRow
from domain.job.take import TakeStatus


@dataclass(frozen=True)
class PostgresWaitingTakes:
    engine: AsyncEngine

    async def ahead_of(self, takes: Collection[UUID]) -> dict[UUID, int]:
        """Return for each take how many of the same vendor were wanted before it and are not ordered yet.

        Takes in back-off are not counted. It is one statement, whatever the number of takes. Errors: Transient.
        """
        other, other_scene = aliased(TakeRow), aliased(SceneRow)
        earlier = tuple_(other.created_at, other.job_id, other_scene.scene_number)
        count = (
            select(func.count())
            .select_from(other)
            .join(other_scene, col(other_scene.id) == other.scene_id)
            .where(
                col(other.status) == TakeStatus.WANTED.value,
                col(other.provider) == TakeRow.provider,
                col(other.failing_since).is_(None),
                earlier < tuple_(TakeRow.created_at, TakeRow.job_id, SceneRow.scene_number),
            )
            .correlate(TakeRow, SceneRow)
            .scalar_subquery()
        )
        query = select(TakeRow.id, count).join(SceneRow, col(SceneRow.id) == TakeRow.scene_id)
        async with transaction(self.engine) as session:
            return dict((await session.exec(query.where(col(TakeRow.id).in_(takes)))).all())
