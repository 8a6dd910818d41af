"""Reads of many jobs at once, or of small parts of them. They lock nothing."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import func, literal
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.jobs.load_save import load_jobs
from db.rows import newest_rows
from db.schema.tables import JobRow, SceneRow
from domain.base import Cursor
from domain.job.model import Job, JobStatus


async def newest_jobs(
    engine: AsyncEngine,
    limit: int,
    *,
    status: JobStatus | None = None,
    client_id: str | None = None,
    after: Cursor | None = None,
) -> Sequence[Job]:
    """Return at most `limit` jobs, newest first, without the deleted ones. Errors: Transient.

    Of their storyboards they have only the current one, without its scenes.
    """
    query = newest_rows(JobRow, limit, after).where(col(JobRow.deleted_at).is_(None))
    if status:
        query = query.where(JobRow.status == status.value)
    if client_id is not None:
        query = query.where(JobRow.client_id == client_id)
    async with transaction(engine) as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return await load_jobs(session, (await session.exec(query)).all(), is_list=True)


async def version(engine: AsyncEngine, job_id: UUID) -> int | None:
    """Return how often the job has changed; None when there is no such job."""
    async with transaction(engine) as session:
        return (await session.exec(select(JobRow.version).where(JobRow.id == job_id))).first()


async def jobs_by_status(engine: AsyncEngine) -> dict[JobStatus, int]:
    query = select(JobRow.status, func.count()).where(col(JobRow.deleted_at).is_(None)).group_by(JobRow.status)
    async with transaction(engine) as session:
        return {JobStatus(status): count for status, count in (await session.exec(query)).all()}


async def ping(engine: AsyncEngine) -> None:
    """Return if the database answers. Errors: Transient."""
    async with transaction(engine) as session:
        await session.exec(select(literal(1)))


async def jobs_of_scenes(engine: AsyncEngine, scenes: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the job of each scene that exists, deleted or not."""
    query = select(SceneRow.id, SceneRow.job_id).where(col(SceneRow.id).in_(scenes))
    async with transaction(engine) as session:
        return dict((await session.exec(query)).all())
