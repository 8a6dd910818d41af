"""Read whole jobs, and write what changed in one, within a transaction; jobs and their parts as rows, and back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, delete
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import col, select

from db.engine import Session
from db.jobs.list_filter import search_text
from db.jobs.note_answers import add_note_events, save_answers
from db.rows import from_row, to_row
from db.schema.tables import AssetRow, EventRow, FilmRow, JobAssetRow, JobRow, SceneRow, StoryboardRow, TakeRow
from domain.job.events import events
from domain.job.model import AssetStatus, Film, Job, JobAsset, Scene, Storyboard, evolve
from domain.job.storyboard import SceneText
from domain.job.take import Take

# Statements are built once, because that is slow.
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

_STORYBOARD = {"only": "only_scene", "metadata": "planner"}
_SCENE = {"number": "scene_number", "fallback_id": "fallback_take_id", "metadata": "notes"}
_FILE = {"size": "size_bytes"}

_TEXT_COLUMNS = SceneText.model_fields.keys() & SceneRow.model_fields.keys()
"""Fields of a scene's text that have a column of their own. `duration` has another name there; all others share the
JSON column `direction`."""

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
        to_job(row, boards[row.id], scenes[row.id], takes[row.id], assets[row.id], films.get(row.id), is_list=is_list)
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
    scenes = tuple(
        scene if scene == old_scenes.get(scene.id) else evolve(scene, updated_at=now) for scene in after.scenes
    )
    after = evolve(after, scenes=scenes, updated_at=now, version=before.version + 1)
    await session.merge(job_row(after))
    for board in after.storyboards:
        if board not in before.storyboards:
            await session.merge(storyboard_row(after, board))
    for scene in after.scenes:
        old = old_scenes.pop(scene.id, None)
        if scene != old:
            await session.merge(scene_row(after, scene))
        for take in scene.takes:
            if old is None or take not in old.takes:
                await session.merge(take_row(after, take))
    for dropped in old_scenes:
        await session.delete(await session.get_one(SceneRow, dropped))
    if after.film and after.film != before.film:
        await session.merge(film_row(after, after.film))
    await _save_assets(session, before, after, now)
    answered = await save_answers(session, before, after, now)
    # Last, because until the transaction ends no other can write events.
    add_events(session, before, after, now)
    add_note_events(session, after, answered, now)
    return after


async def _save_assets(session: Session, before: Job, after: Job, now: datetime) -> None:
    known = {asset.id: asset for asset in before.assets}
    for asset in after.assets:
        row = await session.get(AssetRow, asset.id) if asset != known.get(asset.id) else None
        if row and asset.id in known:
            changed = {"status", "type", "content_type", "size_bytes", "blob_key", "sha256", "error"}
            row.sqlmodel_update(asset_row(asset, row.created_at).model_dump(include=changed))
        elif asset.id not in known and row is None:
            session.add(asset_row(asset, now))
    if [(each.id, each.name, each.role) for each in before.assets] != [
        (each.id, each.name, each.role) for each in after.assets
    ]:
        await _save_uses(session, before, after)


async def _save_uses(session: Session, before: Job, after: Job) -> None:
    """Write which assets the job uses. One that is gone before it was fetched, and is nobody else's, is deleted."""
    await session.exec(delete(JobAssetRow).where(col(JobAssetRow.job_id) == after.id))
    await session.flush()
    session.add_all(use_rows(after))
    await session.flush()
    named = zip(before.brief.creative.assets, before.assets, strict=False)
    gone = {asset.id for ref, asset in named if ref.url} - {asset.id for asset in after.assets}
    await session.exec(
        delete(AssetRow).where(
            col(AssetRow.id).in_(gone),
            col(AssetRow.status) == AssetStatus.PENDING.value,
            col(AssetRow.id).not_in(select(JobAssetRow.asset_id)),
        )
    )


def use_rows(job: Job) -> list[JobAssetRow]:
    """Return the rows that say which assets the job uses, in the brief's order."""
    return [
        JobAssetRow(job_id=job.id, asset_id=asset.id, position=position, name=asset.name, role=asset.role)
        for position, asset in enumerate(job.assets)
    ]


def add_events(session: Session, before: Job | None, after: Job, now: datetime) -> None:
    """Write the events of the change; `before` is None for a new job."""
    for event in events(before, after):
        session.add(EventRow(job_id=after.id, kind=event.kind, data=event.data, created_at=now))


def to_job(
    row: JobRow,
    storyboards: Iterable[StoryboardRow],
    scenes: Iterable[SceneRow],
    takes: Sequence[TakeRow],
    assets: Iterable[tuple[JobAssetRow, AssetRow]],
    film: FilmRow | None,
    *,
    is_list: bool = False,
) -> Job:
    """In a list, the storyboards have no scenes, and those of their rows are not read."""
    given = {"scenes": None} if is_list else {}
    return from_row(
        Job,
        row,
        assets=tuple(to_asset(asset, name=use.name or asset.name, role=use.role) for use, asset in assets),
        storyboards=tuple(from_row(Storyboard, board, _STORYBOARD, **given) for board in storyboards),
        scenes=tuple(_to_scene(scene, [t for t in takes if t.scene_id == scene.id]) for scene in scenes),
        film=to_film(film) if film else None,
    )


def to_asset(row: AssetRow, **given: str) -> JobAsset:
    """Return the asset as a job uses it, with its own name and role unless others are given."""
    return from_row(JobAsset, row, _FILE, **given)


def asset_row(asset: JobAsset, created_at: datetime) -> AssetRow:
    return to_row(AssetRow, asset, _FILE, created_at=created_at)


def job_row(job: Job) -> JobRow:
    return to_row(
        JobRow,
        job,
        client_id=job.brief.context.client_id,
        brief=job.brief.model_dump(mode="json", by_alias=True),
        film_id=job.film.id if job.film else None,
        search_text=search_text(job),
    )


def storyboard_row(job: Job, board: Storyboard) -> StoryboardRow:
    scenes = None if board.scenes is None else [scene.model_dump(mode="json") for scene in board.scenes]
    notes = [str(note) for note in board.notes]
    return to_row(StoryboardRow, board, _STORYBOARD, job_id=job.id, scenes=scenes, notes=notes)


def scene_row(job: Job, scene: Scene) -> SceneRow:
    text, clip = scene.text.model_dump(mode="json"), scene.clip
    return to_row(
        SceneRow,
        scene,
        _SCENE,
        job_id=job.id,
        duration_seconds=text.pop("duration"),
        **{name: text.pop(name) for name in _TEXT_COLUMNS},
        direction=text,
        original_video_clip_s3_key=clip.original_key if clip else None,
        working_video_clip_s3_key=clip.working_key if clip else None,
        updated_at=scene.updated_at or scene.created_at,
    )


def take_row(job: Job, take: Take) -> TakeRow:
    still_asked_at = take.still.asked_at if take.still else None
    return to_row(TakeRow, take, job_id=job.id, notes=[str(note) for note in take.notes], still_asked_at=still_asked_at)


def film_row(job: Job, film: Film) -> FilmRow:
    return to_row(FilmRow, film, _FILE, job_id=job.id, takes=[str(take) for take in film.takes])


def to_film(row: FilmRow) -> Film:
    return from_row(Film, row, _FILE)


def _to_scene(row: SceneRow, takes: Iterable[TakeRow]) -> Scene:
    columns = {name: getattr(row, name) for name in _TEXT_COLUMNS}
    text = SceneText(duration=row.duration_seconds, **columns, **row.direction)
    return from_row(Scene, row, _SCENE, text=text, takes=tuple(from_row(Take, take) for take in takes))
