"""Events of jobs: read in order, and announced by Postgres when they are written."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.frozen_server_detection import CONNECTION_TIMEOUTS
from db.schema.tables import EventRow, JobRow
from domain.base import Frozen
from domain.job.events import EventKind

EVENTS_CHANNEL = "events"
"""Postgres notifies this channel, without a payload, of new events."""

JOBS_CHANNEL = "jobs"
"""Postgres notifies this channel of a job's new version; the payload is the job's id."""


class StoredEvent(Frozen):
    """An event with its place in the order of all events: a greater id never becomes visible before a smaller one."""

    id: int
    job_id: UUID
    client_id: str
    kind: EventKind
    data: dict[str, Any]
    created_at: datetime


class EventFilter(Frozen):
    """The events of one job, of one client's jobs, or all."""

    job_id: UUID | None = None
    client_id: str | None = None

    def matches(self, event: StoredEvent) -> bool:
        return self.job_id in (None, event.job_id) and self.client_id in (None, event.client_id)


@dataclass(frozen=True)
class PostgresEvents:
    engine: AsyncEngine

    async def newest(self) -> int:
        """Return the id of the newest event; 0 before there is any. Errors: Transient."""
        async with transaction(self.engine) as session:
            return (await session.exec(select(func.max(EventRow.id)))).one() or 0

    async def after(self, last: int, limit: int, wanted: EventFilter) -> Sequence[StoredEvent]:
        """Return at most `limit` events that follow the one with the id `last`, oldest first. Errors: Transient."""
        query = (
            select(EventRow, JobRow.client_id)
            .join(JobRow, col(JobRow.id) == EventRow.job_id)
            .where(col(EventRow.id) > last, col(EventRow.kind).in_(list(EventKind)))
            .order_by(col(EventRow.id))
            .limit(limit)
        )
        if wanted.job_id is not None:
            query = query.where(EventRow.job_id == wanted.job_id)
        if wanted.client_id is not None:
            query = query.where(JobRow.client_id == wanted.client_id)
        async with transaction(self.engine) as session:
            return [
                StoredEvent.model_validate({**row.model_dump(), "client_id": client})
                for row, client in (await session.exec(query)).all()
            ]


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[AsyncIterator[psycopg.Notify]]:
    """Listen to both channels on a connection of its own, and yield what is announced. Errors: psycopg.Error.

    A connection without news sends nothing: that its server is gone is noticed by TCP.
    """
    connection = await psycopg.AsyncConnection.connect(make_conninfo(url, **CONNECTION_TIMEOUTS), autocommit=True)
    async with connection:
        for channel in (EVENTS_CHANNEL, JOBS_CHANNEL):
            await connection.execute(f"listen {channel}")
        async with aclosing(connection.notifies()) as notifications:
            yield notifications
