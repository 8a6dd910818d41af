"""Reading jobs, many at once or in small parts. Locks nothing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import func, literal, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped, QueryableAttribute, defer
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.engine import transaction
from db.jobs import mapping
from db.schema.tables import AssetRow, FilmRow, JobAssetRow, JobRow, SceneRow, StoryboardRow, TakeRow
from domain.cursor import Cursor
from domain.job.model import Job, JobStatus, Storyboard

_SCENES = cast(QueryableAttribute[list[Any] | None], StoryboardRow.scenes)
Row = TypeVar("Row", SceneRow, TakeRow)


async def newest_jobs(
    engine: AsyncEngine,
    limit: int,
    *,
    status: JobStatus | None = None,
    client_id: str | None = None,
    after: Cursor | None = None,
) -> Sequence[Job]:
    """At most `limit` jobs, newest first, without the deleted ones. Errors: Transient.

    Of their storyboards they have only the current one, without its scenes.
    """
    query = select(JobRow).where(col(JobRow.deleted_at).is_(None))
    if status:
        query = query.where(JobRow.status == status.value)
    if client_id is not None:
        query = query.where(JobRow.client_id == client_id)
    if after:
        query = query.where(tuple_(col(JobRow.created_at), col(JobRow.id)) < (after.created_at, after.id))
    query = query.order_by(col(JobRow.created_at).desc(), col(JobRow.id).desc()).limit(limit)
    async with transaction(engine) as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return await _load_all(session, (await session.exec(query)).all())


async def version(engine: AsyncEngine, job_id: UUID) -> int | None:
    """How often the job has changed; None when there is none."""
    async with transaction(engine) as session:
        return (await session.exec(select(JobRow.version).where(JobRow.id == job_id))).first()


async def jobs_by_status(engine: AsyncEngine) -> dict[JobStatus, int]:
    query = select(JobRow.status, func.count()).where(col(JobRow.deleted_at).is_(None)).group_by(JobRow.status)
    async with transaction(engine) as session:
        return {JobStatus(status): count for status, count in (await session.exec(query)).all()}


async def ping(engine: AsyncEngine) -> None:
    """The database answers. Errors: Transient."""
    async with transaction(engine) as session:
        await session.exec(select(literal(1)))


async def _load_all(session: AsyncSession, jobs: Sequence[JobRow]) -> list[Job]:
    ids = [job.id for job in jobs]
    storyboards = await _current_storyboards(session, ids)
    scenes = await _by_job(session, SceneRow, ids, col(SceneRow.scene_number))
    takes = await _by_job(session, TakeRow, ids, col(TakeRow.number))
    uses = await _assets_by_job(session, ids)
    shown = [job.film_id for job in jobs if job.film_id]
    films = {film.id: film for film in await session.exec(select(FilmRow).where(col(FilmRow.id).in_(shown)))}
    return [
        mapping.to_job(
            job,
            storyboards[job.id],
            scenes[job.id],
            takes[job.id],
            uses[job.id],
            films.get(job.film_id) if job.film_id else None,
        )
        for job in jobs
    ]


async def _current_storyboards(session: AsyncSession, ids: Sequence[UUID]) -> defaultdict[UUID, list[Storyboard]]:
    found: defaultdict[UUID, list[Storyboard]] = defaultdict(list)
    job, revision = col(StoryboardRow.job_id), col(StoryboardRow.revision)
    newest = select(StoryboardRow).where(job.in_(ids)).ext(distinct_on(job)).order_by(job, revision.desc())
    for row in await session.exec(newest.options(defer(_SCENES, raiseload=True))):
        found[row.job_id].append(mapping.to_storyboard_without_scenes(row))
    return found


async def _by_job(
    session: AsyncSession, table: type[Row], ids: Sequence[UUID], order: Mapped[int]
) -> defaultdict[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in await session.exec(select(table).where(col(table.job_id).in_(ids)).order_by(order)):
        found[row.job_id].append(row)
    return found


async def _assets_by_job(
    session: AsyncSession, ids: Sequence[UUID]
) -> defaultdict[UUID, list[tuple[JobAssetRow, AssetRow]]]:
    found: defaultdict[UUID, list[tuple[JobAssetRow, AssetRow]]] = defaultdict(list)
    query = (
        select(JobAssetRow, AssetRow)
        .where(col(JobAssetRow.job_id).in_(ids), JobAssetRow.asset_id == AssetRow.id)
        .order_by(col(JobAssetRow.position))
    )
    for use, asset in await session.exec(query):
        found[use.job_id].append((use, asset))
    return found


async def jobs_of_scenes(engine: AsyncEngine, scenes: Collection[UUID]) -> dict[UUID, UUID]:
    """The job of each scene that exists, deleted or not."""
    query = select(SceneRow.id, SceneRow.job_id).where(col(SceneRow.id).in_(scenes))
    async with transaction(engine) as session:
        return dict((await session.exec(query)).all())
