"""Rows to domain values and back."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from db.schema.tables import AssetRow, FilmRow, JobAssetRow, JobRow, SceneRow, StoryboardRow, TakeRow
from domain.base import Frozen
from domain.brief import Brief
from domain.error_info import ErrorInfo
from domain.job.model import Film, Job, JobAsset, Scene, Storyboard, StoryboardScene, evolve
from domain.job.storyboard import SceneText
from domain.job.take import Take

_TEXT_COLUMNS = SceneText.model_fields.keys() & SceneRow.model_fields.keys()
"""Fields of a scene's text that have a column of their own. `duration` has another name there; all others share the
JSON column `direction`."""


def to_job(
    row: JobRow,
    storyboards: Iterable[Storyboard],
    scenes: Iterable[SceneRow],
    takes: Sequence[TakeRow],
    assets: Iterable[tuple[JobAssetRow, AssetRow]],
    film: FilmRow | None,
) -> Job:
    return Job(
        id=row.id,
        brief=Brief.model_validate(row.brief),
        status=row.status,
        revision=row.revision,
        error=_fault(row.error),
        assets=tuple(to_job_asset(use, asset) for use, asset in assets),
        storyboards=tuple(storyboards),
        scenes=tuple(_to_scene(scene, [t for t in takes if t.scene_id == scene.id]) for scene in scenes),
        film=to_film(film) if film else None,
        deleted_at=row.deleted_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def to_job_asset(use: JobAssetRow, asset: AssetRow) -> JobAsset:
    return JobAsset(
        id=asset.id,
        type=asset.type,
        name=use.name or asset.name,
        role=use.role,
        status=asset.status,
        source_url=asset.source_url,
        content_type=asset.content_type,
        size=asset.size_bytes,
        blob_key=asset.blob_key,
        error=_fault(asset.error),
    )


def job_row(job: Job) -> JobRow:
    return JobRow(
        id=job.id,
        client_id=job.brief.context.client_id,
        status=job.status.value,
        revision=job.revision,
        brief=job.brief.model_dump(mode="json", by_alias=True),
        error=_json(job.error),
        film_id=job.film.id if job.film else None,
        deleted_at=job.deleted_at,
        created_at=job.created_at,
        updated_at=job.updated_at,
        version=job.version,
    )


def storyboard_row(job: Job, board: Storyboard) -> StoryboardRow:
    scenes = board.scenes
    return StoryboardRow(
        job_id=job.id,
        revision=board.revision,
        scenes=None if scenes is None else [scene.model_dump(mode="json") for scene in scenes],
        verdict=board.verdict.value if board.verdict else None,
        feedback=board.feedback,
        only_scene=board.only,
        planner=board.metadata,
        created_at=board.created_at,
    )


def scene_row(job: Job, scene: Scene) -> SceneRow:
    text, clip = scene.text.model_dump(mode="json"), scene.clip
    return SceneRow(
        id=scene.id,
        job_id=job.id,
        scene_number=scene.number,
        status=scene.status.value,
        revision=scene.revision,
        duration_seconds=text.pop("duration"),
        **{name: text.pop(name) for name in _TEXT_COLUMNS},
        direction=text,
        take_id=scene.take_id,
        fallback_take_id=scene.fallback_id,
        provider_id=scene.provider_id,
        notes=scene.metadata,
        original_video_clip_s3_key=clip.original_key if clip else None,
        working_video_clip_s3_key=clip.working_key if clip else None,
        error=_json(scene.error),
        deleted_at=scene.deleted_at,
        created_at=scene.created_at,
        updated_at=scene.updated_at or scene.created_at,
    )


def take_row(job: Job, take: Take) -> TakeRow:
    fields = take.model_dump(exclude={"status", "text", "still", "error"})
    return TakeRow(
        **fields,
        job_id=job.id,
        status=take.status.value,
        text=_json(take.text),
        still=_json(take.still),
        still_asked_at=take.still.asked_at if take.still else None,
        error=_json(take.error),
    )


def film_row(job: Job, film: Film) -> FilmRow:
    return FilmRow(
        id=film.id,
        job_id=job.id,
        key=film.key,
        frames=film.frames,
        size_bytes=film.size,
        takes=[str(take) for take in film.takes],
        created_at=film.created_at,
    )


def to_storyboard(row: StoryboardRow) -> Storyboard:
    if row.scenes is None:
        return to_storyboard_without_scenes(row)
    scenes = tuple(StoryboardScene.model_validate(scene) for scene in row.scenes)
    return evolve(to_storyboard_without_scenes(row), scenes=scenes)


def to_storyboard_without_scenes(row: StoryboardRow) -> Storyboard:
    """What lists show of a storyboard. The row's `scenes` are not read."""
    return Storyboard(
        revision=row.revision,
        verdict=row.verdict,
        feedback=row.feedback,
        only=row.only_scene,
        metadata=row.planner,
        created_at=row.created_at,
    )


def _to_scene(row: SceneRow, takes: Iterable[TakeRow]) -> Scene:
    columns = {name: getattr(row, name) for name in _TEXT_COLUMNS}
    return Scene(
        id=row.id,
        number=row.scene_number,
        text=SceneText(duration=row.duration_seconds, **columns, **row.direction),
        revision=row.revision,
        take_id=row.take_id,
        fallback_id=row.fallback_take_id,
        provider_id=row.provider_id,
        metadata=row.notes,
        takes=tuple(_to_take(take) for take in takes),
        error=_fault(row.error),
        deleted_at=row.deleted_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _to_take(row: TakeRow) -> Take:
    fields = row.model_dump(exclude={"job_id", "still_asked_at", "text", "error"})
    text = None if row.text is None else SceneText.model_validate(row.text)
    return Take(**fields, text=text, error=_fault(row.error))


def to_film(row: FilmRow) -> Film:
    return Film(
        id=row.id,
        key=row.key,
        frames=row.frames,
        size=row.size_bytes,
        takes=tuple(UUID(take) for take in row.takes),
        created_at=row.created_at,
    )


def _fault(value: dict[str, Any] | None) -> ErrorInfo | None:
    return None if value is None else ErrorInfo.model_validate(value)


def _json(value: Frozen | None) -> dict[str, Any] | None:
    return None if value is None else value.model_dump(mode="json")
