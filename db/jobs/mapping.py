"""Jobs and their parts as rows, and back."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from db.rows import from_row, to_row
from db.schema.tables import AssetRow, FilmRow, JobAssetRow, JobRow, SceneRow, StoryboardRow, TakeRow
from domain.job.model import Film, Job, JobAsset, Scene, Storyboard
from domain.job.storyboard import SceneText
from domain.job.take import Take

_STORYBOARD = {"only": "only_scene", "metadata": "planner"}
_SCENE = {"number": "scene_number", "fallback_id": "fallback_take_id", "metadata": "notes"}
_FILE = {"size": "size_bytes"}

_TEXT_COLUMNS = SceneText.model_fields.keys() & SceneRow.model_fields.keys()
"""Fields of a scene's text that have a column of their own. `duration` has another name there; all others share the
JSON column `direction`."""


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
        assets=tuple(
            from_row(JobAsset, asset, _FILE, name=use.name or asset.name, role=use.role) for use, asset in assets
        ),
        storyboards=tuple(from_row(Storyboard, board, _STORYBOARD, **given) for board in storyboards),
        scenes=tuple(_to_scene(scene, [t for t in takes if t.scene_id == scene.id]) for scene in scenes),
        film=to_film(film) if film else None,
    )


def asset_row(asset: JobAsset, created_at: datetime) -> AssetRow:
    return to_row(AssetRow, asset, _FILE, created_at=created_at)


def job_row(job: Job) -> JobRow:
    return to_row(
        JobRow,
        job,
        client_id=job.brief.context.client_id,
        brief=job.brief.model_dump(mode="json", by_alias=True),
        film_id=job.film.id if job.film else None,
    )


def storyboard_row(job: Job, board: Storyboard) -> StoryboardRow:
    scenes = None if board.scenes is None else [scene.model_dump(mode="json") for scene in board.scenes]
    return to_row(StoryboardRow, board, _STORYBOARD, job_id=job.id, scenes=scenes)


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
    return to_row(TakeRow, take, job_id=job.id, still_asked_at=take.still.asked_at if take.still else None)


def film_row(job: Job, film: Film) -> FilmRow:
    return to_row(FilmRow, film, _FILE, job_id=job.id, takes=[str(take) for take in film.takes])


def to_film(row: FilmRow) -> Film:
    return from_row(Film, row, _FILE)


def _to_scene(row: SceneRow, takes: Iterable[TakeRow]) -> Scene:
    columns = {name: getattr(row, name) for name in _TEXT_COLUMNS}
    text = SceneText(duration=row.duration_seconds, **columns, **row.direction)
    return from_row(Scene, row, _SCENE, text=text, takes=tuple(from_row(Take, take) for take in takes))
