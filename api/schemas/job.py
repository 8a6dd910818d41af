"""A job as its clients see it (spec §2): camelCase, times in UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator

from domain.base import Wire
from domain.brief import AdBasics, AssetType, Context, Creative, Production
from domain.error_info import MAX_MESSAGE, ErrorInfo
from domain.film_format import FPS
from domain.job.model import (
    AssetStatus,
    Film,
    Job,
    JobAsset,
    JobStatus,
    Scene,
    SceneStatus,
    Storyboard,
    Verdict,
    evolve,
)
from domain.job.progress import Progress, progress
from domain.job.storyboard import SceneText
from storage.urls import shown

View = TypeVar("View")

UtcTime = Annotated[datetime, AfterValidator(lambda time: time.astimezone(UTC))]
"""Whatever time zone the database speaks, JSON ends in Z."""


class Data(Wire, Generic[View]):
    data: View


class Page(Wire, Generic[View]):
    """One page of a list, newest first. `nextCursor` is null on the last one."""

    data: tuple[View, ...]
    next_cursor: str | None


class SceneTextView(Wire):
    """What is written of a scene. `duration` is in seconds."""

    scene_number: int
    scenario: str
    duration: float
    description: str
    script: str
    shot_type: str
    transition: str
    visual: str
    camera: str
    lighting: str
    audio: str
    music: str
    effects: str
    dialog: str
    assets: tuple[UUID, ...]


class SceneView(SceneTextView):
    id: UUID
    status: SceneStatus
    revision: int
    attempt: int
    next_retry_at: UtcTime | None
    progress: float | None
    video_url: str | None
    original_video_clip_url: str | None
    original_video_clip_s3_key: str | None
    working_video_clip_s3_key: str | None
    error: ErrorInfo | None


class JobAssetView(Wire):
    id: UUID
    url: str
    type: AssetType | None
    name: str
    role: str
    content_type: str | None
    size_bytes: int | None
    status: AssetStatus


class FilmView(Wire):
    """`duration` is in seconds; `stale` when the job's clips are others by now."""

    url: str
    duration: float
    size_bytes: int
    stale: bool


class JobView(Wire):
    """Everything about one job. `cost` is in US dollars; `costInDoubt` are orders of which no vendor can say whether it
    took them: they count towards `maxCost` as if it had."""

    id: UUID
    status: JobStatus
    progress: Progress
    error: ErrorInfo | None
    warnings: tuple[ErrorInfo, ...]
    context: Context
    ad_basics: AdBasics
    creative: Creative
    production: Production
    metadata: dict[str, Any]
    assets: tuple[JobAssetView, ...]
    scenes: tuple[SceneView, ...]
    film: FilmView | None
    storyboard_revision: int
    scene_count: int
    completed_scenes: int
    failed_scenes: int
    cost: float
    cost_in_doubt: float
    created_at: UtcTime
    updated_at: UtcTime


class DeletedView(Wire):
    id: UUID
    status: JobStatus
    deleted: Literal[True] = True


class ProgressView(Progress):
    """Who says so: the job's workflow, or the database."""

    source: Literal["workflow", "database"]


class StoryboardView(Wire):
    """A revision of the storyboard. `feedback` is what was said of it when it got its verdict."""

    revision: int
    verdict: Verdict | None
    feedback: str | None
    scenes: tuple[SceneTextView, ...]
    created_at: UtcTime


def job_url(job_id: UUID) -> str:
    return f"/api/v3/jobs/{job_id}"


def asset_url(asset_id: UUID) -> str:
    return f"/api/v3/assets/{asset_id}/data"


def job_view(job: Job) -> JobView:
    brief, now = job.brief, progress(job)
    return JobView(
        id=job.id,
        status=job.status,
        progress=now,
        error=job.error,
        warnings=tuple(_warnings(job)),
        context=brief.context,
        ad_basics=brief.ad_basics,
        creative=brief.creative,
        production=brief.production,
        metadata=brief.metadata,
        assets=tuple(_asset_view(asset) for asset in job.assets),
        scenes=tuple(_scene_view(job, scene) for scene in job.active_scenes),
        film=_film_view(job, job.film) if job.film else None,
        storyboard_revision=job.revision,
        scene_count=now.total_scenes,
        completed_scenes=now.completed_scenes,
        failed_scenes=now.failed_scenes,
        cost=float(job.cost),
        cost_in_doubt=float(job.in_doubt),
        created_at=job.created_at,
        updated_at=job.updated_at,
    )


def _warnings(job: Job) -> Iterator[ErrorInfo]:
    yield from (_warning(asset, asset.error) for asset in job.assets if asset.error)
    if job.current_storyboard and job.current_storyboard.warning:
        yield job.current_storyboard.warning


def _warning(asset: JobAsset, fault: ErrorInfo) -> ErrorInfo:
    """What is wrong with the asset, and which it is."""
    name = asset.name or (shown(asset.source_url) if asset.source_url else str(asset.id))
    message = fault.message if name in fault.message else f"asset {name}: {fault.message}"
    return evolve(fault, message=message[:MAX_MESSAGE])


def storyboard_views(job: Job) -> tuple[StoryboardView, ...]:
    """The revisions that are written, oldest first."""
    return tuple(_storyboard_view(board) for board in job.storyboards if board.scenes is not None)


def _storyboard_view(board: Storyboard) -> StoryboardView:
    return StoryboardView(
        revision=board.revision,
        verdict=board.verdict,
        feedback=board.feedback,
        scenes=tuple(SceneTextView(**_written(each.scene_number, each.text)) for each in board.scenes or ()),
        created_at=board.created_at,
    )


def _written(number: int, text: SceneText) -> dict[str, Any]:
    return {"scene_number": number, **text.model_dump()}


def _scene_view(job: Job, scene: Scene) -> SceneView:
    take, clip = scene.take, scene.clip
    video = f"{job_url(job.id)}/scenes/{scene.id}/video" if clip else None
    return SceneView(
        **_written(scene.number, scene.text),
        id=scene.id,
        status=scene.status,
        revision=scene.revision,
        attempt=take.attempt if take else 0,
        next_retry_at=take.next_retry_at if take else None,
        progress=take.progress if take and take.is_open else None,
        video_url=video,
        original_video_clip_url=f"{video}?clip=original" if clip and clip.original_key else None,
        original_video_clip_s3_key=clip.original_key if clip else None,
        working_video_clip_s3_key=clip.working_key if clip else None,
        error=scene.error or (take.error if take else None),
    )


def _asset_view(asset: JobAsset) -> JobAssetView:
    return JobAssetView(
        id=asset.id,
        url=asset_url(asset.id),
        type=asset.type,
        name=asset.name,
        role=asset.role,
        content_type=asset.content_type,
        size_bytes=asset.size,
        status=asset.status,
    )


def _film_view(job: Job, film: Film) -> FilmView:
    return FilmView(
        url=f"{job_url(job.id)}/video",
        duration=round(film.frames / FPS, 3),
        size_bytes=film.size,
        stale=job.film_is_stale,
    )
