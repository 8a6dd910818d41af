"""Events of jobs, read in order, and the progress of takes."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import transaction
from db.connections.prepared import read_row, read_rows
from db.schema.tables.jobs import EventRow, JobRow, SceneRow, TakeRow
from domain.base import Frozen
from domain.job.events import EventKind, take_progress
from domain.job.takes.take import OPEN, TakeStatus


class EventFilter(Frozen):
    """The events of one job, of one client's jobs, or all."""

    job_id: UUID | None = None
    client_id: str | None = None


_ALL = EventFilter()

_KINDS = [kind.value for kind in EventKind]
_NEWEST = b"select max(id) from events where kind = any(%s::text[])"
_AFTER = b"""
select event.id, event.job_id, jobs.client_id, event.kind, event.data, event.created_at
from events event join jobs on jobs.id = event.job_id
where event.id > %s and event.kind = any(%s::text[])"""
_OF_JOB = b" and event.job_id = %s"
_OF_CLIENT = b" and jobs.client_id = %s"
_IN_ORDER = b" order by event.id limit %s"


class StoredEvent(Frozen):
    """An event with its place in the order of all events: a greater id never becomes visible before a smaller one.

    Without an id it is not kept: it tells what is so now, and the next of its kind takes its place.
    """

    id: int | None
    job_id: UUID
    client_id: str
    kind: EventKind
    data: dict[str, Any]
    created_at: datetime

    def wanted_by(self) -> tuple[EventFilter, ...]:
        """Return the filters that it passes."""
        return _ALL, EventFilter(client_id=self.client_id), EventFilter(job_id=self.job_id)

    @cached_property
    def json_text(self) -> str:
        """What clients get: what it is about and when it was, and its own data."""
        about = {
            "jobId": str(self.job_id),
            "clientId": self.client_id,
            "createdAt": self.created_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        }
        return json.dumps({**about, **self.data}, ensure_ascii=False)


@dataclass(frozen=True)
class PostgresEvents:
    """`retention` is how long the events of jobs that are over are kept."""

    engine: AsyncEngine
    retention: timedelta

    async def newest(self) -> int:
        """Return the id of the newest event that streams have; 0 before there is any. Errors: Transient."""
        row = await read_row(self.engine, _NEWEST, _KINDS)
        return (row and row[0]) or 0

    async def is_kept(self, event: int) -> bool:
        """Return whether the event exists, and none that follows it is deleted yet. Errors: Transient."""
        async with transaction(self.engine) as session:
            oldest = await session.now() - self.retention
            written_at = (await session.exec(select(EventRow.created_at).where(EventRow.id == event))).first()
            return written_at is not None and written_at >= oldest

    async def after(self, last: int, limit: int, wanted: EventFilter) -> Sequence[StoredEvent]:
        """Return at most `limit` events that follow the one with the id `last`, oldest first. Errors: Transient."""
        sql, values = _AFTER, list[Any]([last, _KINDS])
        for condition, value in ((_OF_JOB, wanted.job_id), (_OF_CLIENT, wanted.client_id)):
            if value is not None:
                sql, values = sql + condition, [*values, value]
        # The best plan of a filter depends on its value.
        rows = await read_rows(self.engine, sql + _IN_ORDER, *values, limit, prepare=wanted == _ALL)
        return [
            StoredEvent(id=id, job_id=job, client_id=client, kind=kind, data=data, created_at=at)
            for id, job, client, kind, data, at in rows
        ]

    async def progress(self, takes: Collection[UUID] | None) -> dict[UUID, StoredEvent]:
        """Return by its id the progress of each take that is being made and has reported one, of these or of all.

        Errors: Transient.
        """
        query = (
            select(TakeRow, SceneRow.scene_number, JobRow.client_id)
            .join(SceneRow, col(SceneRow.take_id) == TakeRow.id)
            .join(JobRow, col(JobRow.id) == TakeRow.job_id)
            .where(
                col(TakeRow.status).in_(sorted(OPEN)),
                col(TakeRow.progress).is_not(None),
                col(SceneRow.deleted_at).is_(None),
            )
        )
        if takes is not None:
            query = query.where(col(TakeRow.id).in_(takes))
        async with transaction(self.engine) as session:
            now = await session.now()
            found = (await session.exec(query)).all()
            return {take.id: _progress(take, number, client, now) for take, number, client in found}


def _progress(take: TakeRow, scene_number: int, client_id: str, now: datetime) -> StoredEvent:
    event = take_progress(take.scene_id, scene_number, TakeStatus(take.status), take.progress or 0.0)
    return StoredEvent(
        id=None, job_id=take.job_id, client_id=client_id, kind=event.kind, data=event.data, created_at=now
    )
