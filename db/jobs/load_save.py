"""Read whole jobs, and write what changed in one, within a transaction. Statements are built once: that is slow."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, select

from db.engine import Session
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
from domain.job.events import events
from domain.job.model import Job, Scene, evolve

_JOBS = any_(bindparam("jobs", type_=ARRAY(Uuid)))
_OF_JOBS = select(StoryboardRow).where(col(StoryboardRow.job_id) == _JOBS)
_STORYBOARDS = _OF_JOBS.order_by(col(StoryboardRow.revision))
_CURRENT_STORYBOARDS = (
    _OF_JOBS.ext(distinct_on(col(StoryboardRow.job_id)))
    .order_by(col(StoryboardRow.job_id), col(StoryboardRow.revision).desc())
    .options(defer(cast(QueryableAttribute[Any], StoryboardRow.scenes), raiseload=True))
)
_SCENES = select(SceneRow).where(col(SceneRow.job_id) == _JOBS).order_by(col(SceneRow.scene_number))
_TAKES = select(TakeRow).where(col(TakeRow.job_id) == _JOBS).order_by(col(TakeRow.number))
_ASSETS = (
    select(JobAssetRow, AssetRow)
    .where(col(JobAssetRow.job_id) == _JOBS, col(JobAssetRow.asset_id) == col(AssetRow.id))
    .order_by(col(JobAssetRow.position))
)
_FILMS = select(FilmRow).join(JobRow, col(JobRow.film_id) == FilmRow.id).where(col(JobRow.id) == _JOBS)

_Row = TypeVar("_Row")


async def load_job(session: Session, job_id: UUID, *, lock: bool = False) -> Job:
    """Read the whole job, if wanted with its row locked until the transaction ends. Errors: NotFound."""
    row = await session.find(JobRow, job_id, "job", lock=lock)
    return (await load_jobs(session, [row]))[0]


async def load_jobs(session: Session, rows: Sequence[JobRow], *, is_list: bool = False) -> list[Job]:
    """Read the jobs of these rows. In a list they have only their current storyboard, without its scenes."""
    of_jobs = {"jobs": [row.id for row in rows]}
    boards = _by_job(await session.exec(_CURRENT_STORYBOARDS if is_list else _STORYBOARDS, params=of_jobs))
    scenes = _by_job(await session.exec(_SCENES, params=of_jobs))
    takes = _by_job(await session.exec(_TAKES, params=of_jobs))
    assets = _by_job(await session.exec(_ASSETS, params=of_jobs), lambda found: found[0].job_id)
    has_film = any(row.film_id for row in rows)
    films = {film.job_id: film for film in await session.exec(_FILMS, params=of_jobs)} if has_film else {}
    return [
        mapping.to_job(
            row, boards[row.id], scenes[row.id], takes[row.id], assets[row.id], films.get(row.id), is_list=is_list
        )
        for row in rows
    ]


def _by_job(rows: Iterable[_Row], job_of: Callable[[_Row], UUID] = attrgetter("job_id")) -> Mapping[UUID, list[_Row]]:
    found: defaultdict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        found[job_of(row)].append(row)
    return found


async def save_changes(session: Session, before: Job, after: Job, now: datetime) -> Job:
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


async def _save_assets(session: Session, before: Job, after: Job) -> None:
    for old, new in zip(before.assets, after.assets, strict=True):
        if old != new:
            row = await session.get_one(AssetRow, new.id)
            changed = {"status", "type", "content_type", "size_bytes", "blob_key", "error"}
            row.sqlmodel_update(mapping.asset_row(new, row.created_at).model_dump(include=changed))


def add_events(session: Session, before: Job | None, after: Job, now: datetime) -> None:
    """Write the events of the change; `before` is None for a new job."""
    for event in events(before, after):
        session.add(EventRow(job_id=after.id, kind=event.kind, data=event.data, created_at=now))
