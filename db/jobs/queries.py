"""What is read of jobs without a change: lists, versions, counts, and which jobs are not over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import TupleRow
from pydantic_core import from_json
from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import transaction
from db.connections.prepared import read_row, read_rows
from db.jobs.list_filter import ALL_JOBS, JobFilter, list_statements
from db.jobs.load import read_job, read_listed_jobs
from db.jobs.mapping import to_film
from db.schema.tables.jobs import FirstFrameRow, JobRow, SceneRow, SpeechRow, TakeRow
from domain.base import Cursor
from domain.errors import NotFound
from domain.job.film.film_file import Film
from domain.job.model import JOB_OVER, WAITS_FOR_A_PERSON, Job, JobStatus
from domain.job.takes.take import TakeStatus
from domain.job.takes.vendor_file import AT_VENDOR, SETTLED, FileStatus

_IS_DELETED = b"select deleted_at is not null from jobs where id = %s and client_id = coalesce(%s, client_id)"
_OPEN_FILE = [status.value for status in FileStatus if status not in SETTLED]


class ListedJob(NamedTuple):
    """Which job is in a list, and in which version. Its time tells versions apart after a backup was restored."""

    id: UUID
    created_at: datetime
    version: int
    updated_at: datetime


@dataclass(frozen=True, eq=False)
class JobQueries:
    """Jobs as they are stored."""

    engine: AsyncEngine

    async def load(self, job_id: UUID) -> Job:
        return await read_job(self.engine, job_id)

    async def film(self, film_id: UUID) -> Film | None:
        row = await read_row(self.engine, b"select row_to_json(films)::text from films where id = %s", film_id)
        return to_film(from_json(row[0])) if row else None

    async def unfinished(
        self,
        after: UUID | None,
        limit: int,
        *,
        only_busy: bool = False,
        unchanged_for: timedelta = timedelta(),
    ) -> Sequence[tuple[UUID, JobStatus]]:
        query = select(JobRow.id, JobRow.status).where(_is_unfinished())
        if unchanged_for:
            query = query.where(col(JobRow.updated_at) < func.clock_timestamp() - unchanged_for)
        if after:
            query = query.where(col(JobRow.id) > after)
        if only_busy:
            waits = col(JobRow.status).in_([status.value for status in WAITS_FOR_A_PERSON])
            is_drawn = exists().where(col(FirstFrameRow.job_id) == JobRow.id, col(FirstFrameRow.status).in_(_OPEN_FILE))
            query = query.where(or_(~waits, is_drawn))
        async with transaction(self.engine) as session:
            found = await session.exec(query.order_by(col(JobRow.id)).limit(limit))
            return [(job, JobStatus(status)) for job, status in found.all()]

    async def count_unfinished(self) -> int:
        async with transaction(self.engine) as session:
            return (await session.exec(select(func.count()).select_from(JobRow).where(_is_unfinished()))).one()

    async def clock(self) -> datetime:
        row = await read_row(self.engine, b"select clock_timestamp()")
        assert row is not None
        now: datetime = row[0]
        return now

    async def clock_of(self, job_id: UUID) -> datetime:
        row = await read_row(self.engine, b"select clock_timestamp() from jobs where id = %s", job_id)
        if row is None:
            raise NotFound(f"no job {job_id}")
        now: datetime = row[0]
        return now

    async def listed(
        self, limit: int, *, wanted: JobFilter = ALL_JOBS, after: Cursor | None = None
    ) -> Sequence[ListedJob]:
        """Return at most `limit` jobs, newest first, without the deleted ones. Errors: Transient."""
        found: Sequence[TupleRow] = ()
        for sql, values in list_statements(wanted, limit, after):
            found = await read_rows(self.engine, sql, *values, prepare=False)
            if len(found) == limit:
                break
        return [ListedJob(*row) for row in found]

    async def read_listed(self, ids: Sequence[UUID]) -> Sequence[Job]:
        """Return these jobs as far as they exist, in this order, in one statement. Errors: Transient.

        Of their storyboards they have only the current one, without its scenes.
        """
        return await read_listed_jobs(self.engine, ids)

    async def version(self, job_id: UUID) -> int | None:
        """Return how often the job has changed; None when there is no such job."""
        row = await read_row(self.engine, b"select version from jobs where id = %s", job_id)
        return row[0] if row else None

    async def is_deleted(self, job_id: UUID, client_id: str | None = None) -> bool:
        """Errors: NotFound, with a client also for another client's job; Transient."""
        row = await read_row(self.engine, _IS_DELETED, job_id, client_id)
        if row is None:
            raise NotFound(f"no job {job_id}")
        return bool(row[0])

    async def count_by_status(self) -> dict[JobStatus, int]:
        query = select(JobRow.status, func.count()).where(col(JobRow.deleted_at).is_(None)).group_by(JobRow.status)
        async with transaction(self.engine) as session:
            return {JobStatus(status): count for status, count in (await session.exec(query)).all()}

    async def of_scenes(self, scenes: Collection[UUID], client_id: str | None = None) -> dict[UUID, UUID]:
        """Return the job of each scene that exists, deleted or not; only of the client's jobs, if one is given."""
        query = select(SceneRow.id, SceneRow.job_id).where(col(SceneRow.id).in_(scenes))
        if client_id is not None:
            query = query.join(JobRow).where(JobRow.client_id == client_id)
        async with transaction(self.engine) as session:
            return dict((await session.exec(query)).all())


def _is_unfinished() -> ColumnElement[bool]:
    """That a job is not over, one of its takes is still to be stopped, or a line or a first frame that was ordered is
    not settled."""
    to_stop = select(TakeRow.job_id).where(TakeRow.status == TakeStatus.STOPPING.value)
    lines, frames = (
        select(row.job_id).where(col(row.status).in_([status.value for status in AT_VENDOR]))
        for row in (SpeechRow, FirstFrameRow)
    )
    is_over = col(JobRow.status).in_([status.value for status in JOB_OVER])
    return or_(~is_over, col(JobRow.id).in_(to_stop), col(JobRow.id).in_(lines), col(JobRow.id).in_(frames))
