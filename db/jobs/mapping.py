"""Jobs and their parts as columns of rows, and back.

Rows are read as JSON, whole jobs at once: Postgres writes every number in it so that it is read back exactly. They are
validated like any input. Rows are written column by column, and only the columns that differ.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json, to_json
from sqlalchemy import JSON
from sqlmodel import SQLModel

from db.connections.prepared import Statement
from db.jobs.list_filter import needs_decision, search_text
from db.rows import plain
from db.schema.tables.jobs import AssetRow, FilmRow, FirstFrameRow, JobRow, SceneRow, SpeechRow, StoryboardRow, TakeRow
from domain.job.film.film_file import Film
from domain.job.filming.first_frame import FirstFrame
from domain.job.job_asset import JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.sound.speech import Speech
from domain.job.storyboard import SceneText
from domain.job.storyboard_revision import Storyboard
from domain.job.takes.take import Take

Columns = Mapping[str, Any]
"""The columns of one row. Written, those of type JSON are text."""


class Rows:
    """The rows of a table, each of which is a value of one kind.

    `renamed` maps the fields whose column has another name. Columns that are not fields, and fields that are not
    columns, are given by those who convert.
    """

    def __init__(self, table: type[SQLModel], kind: type[BaseModel], renamed: Mapping[str, str] | None = None) -> None:
        columns = table.metadata.tables[str(table.__tablename__)].columns
        self._name = str(table.__tablename__)
        self._key = tuple(column.name for column in columns if column.primary_key)
        self._fields = {
            field: column for field in kind.model_fields if (column := (renamed or {}).get(field, field)) in columns
        }
        self._json = {column.name for column in columns if isinstance(column.type, JSON)}

    def fields(self, row: Columns, **given: Any) -> dict[str, Any]:
        """Return the row as the fields of its value, not validated."""
        return {field: row[column] for field, column in self._fields.items()} | given

    def columns(self, value: BaseModel, **given: Any) -> dict[str, Any]:
        return {
            column: self._written(column, getattr(value, field))
            for field, column in self._fields.items()
            if column not in given
        } | given

    def changed(self, before: BaseModel, after: BaseModel) -> dict[str, Any]:
        """Return the columns of the fields that differ."""
        return {
            column: self._written(column, new)
            for field, column in self._fields.items()
            if (new := getattr(after, field)) is not (old := getattr(before, field)) and new != old
        }

    def _written(self, column: str, value: Any) -> Any:
        if column in self._json:
            return None if value is None else _as_json(value)
        return value.value if isinstance(value, Enum) else value

    def insert(self, columns: Columns) -> Statement:
        return _insert(self._name, tuple(columns)), tuple(columns.values())

    def upsert(self, columns: Columns) -> Statement:
        """Return what writes the row, whether there is one with its key or not."""
        insert, values = self.insert(columns)
        changes = ", ".join(f"{column} = excluded.{column}" for column in columns)
        return insert + f" on conflict ({', '.join(self._key)}) do update set {changes}".encode(), values

    def update(self, changed: Columns, *key: Any) -> Iterable[Statement]:
        """Yield what writes these columns of the row with that key, if there are any."""
        if changed:
            yield _update(self._name, tuple(changed), self._key), (*changed.values(), *key)


@lru_cache(maxsize=500)
def _insert(table: str, columns: Sequence[str]) -> bytes:
    return f"insert into {table} ({', '.join(columns)}) values ({', '.join(['%s'] * len(columns))})".encode()


@lru_cache(maxsize=500)
def _update(table: str, columns: Sequence[str], key: Sequence[str]) -> bytes:
    values = ", ".join(f"{column} = %s" for column in columns)
    return f"update {table} set {values} where {' and '.join(f'{column} = %s' for column in key)}".encode()


def _as_json(value: Any) -> str:
    return to_json(value, by_alias=False).decode()


JOBS = Rows(JobRow, Job)
STORYBOARDS = Rows(StoryboardRow, Storyboard, {"only": "only_scene", "metadata": "planner"})
SCENES = Rows(SceneRow, Scene, {"number": "scene_number", "fallback_id": "fallback_take_id"})
TAKES = Rows(TakeRow, Take, {"references": "reference_assets"})
SPEECHES = Rows(SpeechRow, Speech)
FIRST_FRAMES = Rows(FirstFrameRow, FirstFrame, {"references": "reference_assets"})
ASSETS = Rows(AssetRow, JobAsset, {"size": "size_bytes"})
FILMS = Rows(FilmRow, Film, {"size": "size_bytes"})

_SCENE_COLUMNS = SceneRow.metadata.tables["job_scenes"].columns
_TEXT_COLUMNS = [name for name in SceneText.model_fields if name in _SCENE_COLUMNS]
"""Fields of a scene's text that have a column of their own. `duration` has another name there; all others share the
JSON column `direction`."""

_IN_DIRECTION = {*SceneText.model_fields} - {*_TEXT_COLUMNS, "duration"}


def to_job(found: str) -> Job:
    """Return the job whose rows these are: a JSON object of its row, and of the rows of each of its parts."""
    parts: dict[str, Any] = from_json(found)
    takes: dict[str, list[Any]] = {}
    for take in parts["takes"] or ():
        takes.setdefault(take["scene_id"], []).append(TAKES.fields(take))
    scenes = [
        SCENES.fields(scene, text=_text_of(scene), takes=takes.get(scene["id"], ())) for scene in parts["scenes"] or ()
    ]
    job = JOBS.fields(
        parts["job"],
        assets=[
            ASSETS.fields(asset, name=name or asset["name"], role=role) for asset, name, role in parts["assets"] or ()
        ],
        storyboards=[STORYBOARDS.fields(board) for board in parts["storyboards"] or ()],
        scenes=scenes,
        speeches=[SPEECHES.fields(speech) for speech in parts["speeches"] or ()],
        first_frames=[FIRST_FRAMES.fields(frame) for frame in parts["first_frames"] or ()],
        film=parts["film"] and FILMS.fields(parts["film"]),
    )
    return Job.model_validate(job)


def _text_of(scene: Columns) -> dict[str, Any]:
    columns = {name: scene[name] for name in _TEXT_COLUMNS}
    return {"duration": scene["duration_seconds"], **columns, **scene["direction"]}


def to_asset(row: Columns) -> JobAsset:
    """Return the asset with its own name and role."""
    return JobAsset.model_validate(ASSETS.fields(row))


def to_film(row: Columns) -> Film:
    return Film.model_validate(FILMS.fields(row))


def job_columns(job: Job) -> Columns:
    film = job.film.id if job.film else None
    return JOBS.columns(job, **_of_brief(job), film_id=film, needs_decision=needs_decision(job))


def job_changes(before: Job, after: Job) -> Columns:
    changed, film = JOBS.changed(before, after), after.film.id if after.film else None
    if "brief" in changed:
        changed |= _of_brief(after)
    if film != (before.film.id if before.film else None):
        changed["film_id"] = film
    if (now := needs_decision(after)) != needs_decision(before):
        changed["needs_decision"] = now
    return changed


def _of_brief(job: Job) -> Columns:
    return {
        "client_id": job.brief.context.client_id,
        "brief": job.brief.model_dump_json(by_alias=True),
        "search_text": search_text(job),
    }


def storyboard_columns(job: Job, board: Storyboard) -> Columns:
    return STORYBOARDS.columns(board, job_id=job.id)


def scene_columns(job: Job, scene: Scene) -> Columns:
    updated_at = scene.updated_at or scene.created_at
    return SCENES.columns(scene, job_id=job.id, **_of_text(scene.text), **_of_take(scene), updated_at=updated_at)


def scene_changes(before: Scene, after: Scene) -> Columns:
    changed, was = SCENES.changed(before, after), _of_take(before)
    if after.text != before.text:
        changed |= _of_text(after.text)
    return changed | {column: value for column, value in _of_take(after).items() if value != was[column]}


def _of_text(text: SceneText) -> dict[str, Any]:
    return {
        "duration_seconds": text.duration,
        **{name: plain(getattr(text, name)) for name in _TEXT_COLUMNS if name != "assets"},
        "assets": _as_json(text.assets),
        "direction": text.model_dump_json(include=_IN_DIRECTION),
    }


def _of_take(scene: Scene) -> dict[str, Any]:
    clip = scene.clip
    return {
        "status": scene.status.value,
        "original_video_clip_s3_key": clip.original_key if clip else None,
        "working_video_clip_s3_key": clip.working_key if clip else None,
    }


def take_columns(job: Job, take: Take) -> Columns:
    return TAKES.columns(take, job_id=job.id, still_asked_at=_still_asked_at(take))


def take_changes(before: Take, after: Take) -> Columns:
    changed = TAKES.changed(before, after)
    return {**changed, "still_asked_at": _still_asked_at(after)} if "still" in changed else changed


def _still_asked_at(take: Take) -> datetime | None:
    return take.still.asked_at if take.still else None


def speech_columns(job: Job, speech: Speech) -> Columns:
    return SPEECHES.columns(speech, job_id=job.id)


def first_frame_columns(job: Job, frame: FirstFrame) -> Columns:
    return FIRST_FRAMES.columns(frame, job_id=job.id)


def film_columns(job: Job, film: Film) -> Columns:
    return FILMS.columns(film, job_id=job.id)


def asset_columns(asset: JobAsset) -> Columns:
    return ASSETS.columns(asset)
