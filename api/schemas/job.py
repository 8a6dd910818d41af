"""A job in camelCase (spec §2)."""

from collections.abc import Iterator
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.asset import JobAssetView
from api.schemas.common import OptionalError, UtcTime, asset_url, job_url, view_of
from api.schemas.new_job import EXAMPLE_BRIEF
from api.schemas.scene import SceneTextView, SceneView, scene_view, text_fields
from domain.base import Wire
from domain.brief import AdBasics, Brief, Context, Creative, Production
from domain.errors import MAX_MESSAGE, ErrorInfo
from domain.film_format import FPS
from domain.job.model import Film, Job, JobStatus, Verdict, evolve
from domain.job.progress import Progress, progress
from storage.urls import shown


class FilmView(Wire):
    """`duration` is in seconds. `stale`: the scenes' clips have changed since it was cut."""

    url: str = Field(examples=["/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/video"])
    duration: float = Field(examples=[20.0])
    size_bytes: int = Field(examples=[2_411_008])
    stale: bool


class JobView(Wire):
    """Everything about one job. `cost` is in US dollars. `costInDoubt` are orders of which no vendor can say whether it
    took them; they count towards `maxCost` as if it had."""

    id: UUID
    status: JobStatus = Field(examples=["processing"])
    progress: Progress
    error: OptionalError
    warnings: tuple[ErrorInfo, ...] = Field(examples=[[]])
    context: Context = Field(examples=[EXAMPLE_BRIEF["context"]])
    ad_basics: AdBasics = Field(examples=[EXAMPLE_BRIEF["adBasics"]])
    creative: Creative = Field(examples=[EXAMPLE_BRIEF["creative"]])
    production: Production
    metadata: dict[str, Any]
    assets: tuple[JobAssetView, ...]
    scenes: tuple[SceneView, ...]
    film: FilmView | None
    storyboard_revision: int
    scene_count: int = Field(examples=[5])
    completed_scenes: int = Field(examples=[3])
    failed_scenes: int = Field(examples=[0])
    cost: float = Field(examples=[0.25])
    cost_in_doubt: float = Field(examples=[0.0])
    created_at: UtcTime
    updated_at: UtcTime


class DeletedView(Wire):
    id: UUID
    status: JobStatus = Field(examples=["cancelled"])
    deleted: Literal[True] = True


class ProgressView(Progress):
    """`source` is where it was counted: by the job's workflow, or from the database."""

    source: Literal["workflow", "database"]


class StoryboardView(Wire):
    """A revision of the storyboard. `feedback` is what came with its verdict."""

    revision: int
    verdict: Verdict | None = Field(examples=["approved"])
    feedback: str | None
    scenes: tuple[SceneTextView, ...]
    created_at: UtcTime


def job_view(job: Job) -> JobView:
    now = progress(job)
    return view_of(
        JobView,
        job,
        **{name: getattr(job.brief, name) for name in Brief.model_fields},
        progress=now,
        warnings=tuple(_warnings(job)),
        assets=tuple(
            view_of(JobAssetView, asset, url=asset_url(asset.id), size_bytes=asset.size) for asset in job.assets
        ),
        scenes=tuple(scene_view(job, scene) for scene in job.active_scenes),
        film=_film_view(job, job.film) if job.film else None,
        storyboard_revision=job.revision,
        scene_count=now.total_scenes,
        completed_scenes=now.completed_scenes,
        failed_scenes=now.failed_scenes,
        cost=float(job.cost),
        cost_in_doubt=float(job.in_doubt),
    )


def storyboard_views(job: Job) -> tuple[StoryboardView, ...]:
    """Return the revisions that are written, oldest first."""
    return tuple(
        view_of(
            StoryboardView,
            board,
            scenes=tuple(SceneTextView(**text_fields(each.scene_number, each.text)) for each in board.scenes),
        )
        for board in job.storyboards
        if board.scenes is not None
    )


def _warnings(job: Job) -> Iterator[ErrorInfo]:
    """Yield the errors of assets, each with the asset's name in its message, and the storyboard's warning."""
    for asset in job.assets:
        if asset.error:
            name = asset.name or (shown(asset.source_url) if asset.source_url else str(asset.id))
            message = asset.error.message
            named = message if name in message else f"asset {name}: {message}"
            yield evolve(asset.error, message=named[:MAX_MESSAGE])
    if job.current_storyboard and job.current_storyboard.warning:
        yield job.current_storyboard.warning


def _film_view(job: Job, film: Film) -> FilmView:
    return FilmView(
        url=f"{job_url(job.id)}/video",
        duration=round(film.frames / FPS, 3),
        size_bytes=film.size,
        stale=job.film_is_stale,
    )
