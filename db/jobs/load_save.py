"""Read a whole job, and write what changed in it, within a transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BindParameter, bindparam
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db.jobs import mapping
from db.schema.tables import (
    AssetRow,
    EventRow,
    FilmRow,
    JobAssetRow,
    JobRow,
    SceneRow,
    StoryboardRow,
    TakeRow,
)
from domain.errors import NotFound
from domain.job.events import events
from domain.job.model import Job, Scene, evolve

_JOB: BindParameter[UUID] = bindparam("job")
_ROW = select(JobRow).where(col(JobRow.id) == _JOB)
_LOCKED_ROW = _ROW.with_for_update()
_BOARDS = select(StoryboardRow).where(col(StoryboardRow.job_id) == _JOB).order_by(col(StoryboardRow.revision))
_SCENES = select(SceneRow).where(col(SceneRow.job_id) == _JOB).order_by(col(SceneRow.scene_number))
_TAKES = select(TakeRow).where(col(TakeRow.job_id) == _JOB).order_by(col(TakeRow.number))
_ASSETS = (
    select(JobAssetRow, AssetRow)
    .where(col(JobAssetRow.job_id) == _JOB, col(JobAssetRow.asset_id) == col(AssetRow.id))
    .order_by(col(JobAssetRow.position))
)


async def load_job(session: AsyncSession, job_id: UUID, *, lock: bool = False) -> Job:
    """Read the whole job, if wanted with its row locked until the transaction ends. Errors: NotFound."""
    of_job = {"job": job_id}
    row = (await session.exec(_LOCKED_ROW if lock else _ROW, params=of_job)).first()
    if row is None:
        raise NotFound(f"no job {job_id}")
    boards = await session.exec(_BOARDS, params=of_job)
    scenes = await session.exec(_SCENES, params=of_job)
    takes = await session.exec(_TAKES, params=of_job)
    assets = await session.exec(_ASSETS, params=of_job)
    film = await session.get(FilmRow, row.film_id) if row.film_id else None
    storyboards = map(mapping.to_storyboard, boards)
    return mapping.to_job(row, storyboards, scenes.all(), takes.all(), assets.all(), film)


async def save_changes(session: AsyncSession, before: Job, after: Job, now: datetime) -> Job:
    """Write the rows that differ, and the events of the change. The job's row must be locked."""
    if after is before or after == before:
        return before
    old_scenes = {scene.id: scene for scene in before.scenes}
    scenes = tuple(_dated(scene, old_scenes.get(scene.id), now) for scene in after.scenes)
    after = evolve(after, scenes=scenes, updated_at=now, version=before.version + 1)
    await session.merge(mapping.job_row(after))
    for board in after.storyboards:
        if board not in before.storyboards:
            await session.merge(mapping.storyboard_row(after, board))
    for scene in after.scenes:
        old = old_scenes.pop(scene.id, None)
        if scene != old:
            await session.merge(mapping.scene_row(after, scene))
        for take in scene.takes:
            if old is None or take not in old.takes:
                await session.merge(mapping.take_row(after, take))
    for dropped in old_scenes:
        await session.delete(await session.get_one(SceneRow, dropped))
    if after.film and after.film != before.film:
        await session.merge(mapping.film_row(after, after.film))
    await _save_assets(session, before, after)
    add_events(session, before, after, now)
    return after


def _dated(scene: Scene, old: Scene | None, now: datetime) -> Scene:
    return scene if scene == old else evolve(scene, updated_at=now)


async def _save_assets(session: AsyncSession, before: Job, after: Job) -> None:
    for old, new in zip(before.assets, after.assets, strict=True):
        if old != new:
            row = await session.get_one(AssetRow, new.id)
            changed = mapping.asset_row(new, row.created_at)
            for name in ("status", "type", "content_type", "size_bytes", "blob_key", "error"):
                setattr(row, name, getattr(changed, name))


def add_events(session: AsyncSession, before: Job | None, after: Job, now: datetime) -> None:
    """Write the events of the change; `before` is None for a new job."""
    for event in events(before, after):
        session.add(EventRow(job_id=after.id, kind=event.kind, data=event.data, created_at=now))
