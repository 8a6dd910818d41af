"""A job as its routes answer it: JSON with names in camelCase."""

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, asset_url, job_url, view_of
from api.schemas.jobs.new_job import EXAMPLE_BRIEF
from api.schemas.jobs.warnings import warnings_of
from api.schemas.scenes.first_frame import FirstFrameCounts, first_frame_counts
from api.schemas.scenes.scene import SceneTextView, SceneView, scene_view
from api.schemas.scenes.speech import FilmCaptionsView, FilmSoundView, film_captions_view, film_sound_view, spoken_in
from api.schemas.scenes.waiting import NOTHING_WAITS, WaitingFor
from api.schemas.webhook import EXAMPLE_SECRET
from domain.base import Wire
from domain.brief import AdBasics, AssetType, Context, Creative, JobWebhook, Production
from domain.errors import ErrorInfo
from domain.film_format import FPS
from domain.job.approval import Approval, SenderKind
from domain.job.film.film_file import Film
from domain.job.job_asset import AssetStatus
from domain.job.model import Job, JobStatus
from domain.job.pictures import preview_id, scene_picture_ids
from domain.job.progress import Progress, progress
from domain.job.storyboard_revision import Verdict
from domain.rules.decide import allowed_actions
from runtime.gateway import workflow_id

_JOB = "/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"
_VERSION = "5d1f3c7a-2b90-5e61-8a4d-0c9b7e6f1a23"


class JobAssetView(Wire):
    """An asset as a job uses it."""

    id: UUID
    url: str = Field(examples=["/api/v3/assets/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/data"])
    type: AssetType | None = Field(examples=["image"])
    name: str = Field(examples=["The tin"])
    role: str = Field(examples=["hero"])
    content_type: str | None = Field(examples=["image/jpeg"])
    size_bytes: int | None = Field(examples=[184_320])
    status: AssetStatus = Field(examples=["ready"])


class FilmView(Wire):
    """`duration` is in seconds. `stale`: the scenes' clips, or what is heard or written, have changed since it was cut.
    `draft`: it shows a draft of a scene. `sound` is null for films that were cut before that was noted."""

    id: UUID
    url: str = Field(examples=["/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/video"])
    duration: float = Field(examples=[20.0])
    size_bytes: int = Field(examples=[2_411_008])
    stale: bool
    draft: bool
    sound: FilmSoundView | None
    captions: FilmCaptionsView


class JobView(Wire):
    """Everything about one job. `cost` is in US dollars. `costInDoubt` are orders of which no vendor can say whether it
    took them; they count towards `maxCost` as if it had. `actions` are those that `POST …/actions` takes now; in review
    it may take `draw_first_frames` too, which depends on what is set up: the estimate's `firstFrames.problem` is null
    then. `draft`: a clip of its scenes is made by the model's cheap variant. `reviewSince` is since when the present
    revision of the storyboard waits for a decision."""

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
    webhook: JobWebhook | None
    assets: tuple[JobAssetView, ...]
    scenes: tuple[SceneView, ...]
    first_frames: FirstFrameCounts
    film: FilmView | None
    poster_url: str | None = Field(examples=[f"{_JOB}/poster?v={_VERSION}"])
    preview_url: str | None = Field(examples=[f"{_JOB}/preview?v={_VERSION}"])
    storyboard_revision: int
    scene_count: int = Field(examples=[5])
    completed_scenes: int = Field(examples=[3])
    failed_scenes: int = Field(examples=[0])
    cost: float = Field(examples=[0.25])
    cost_in_doubt: float = Field(examples=[0.0])
    draft: bool
    actions: tuple[str, ...] = Field(examples=[["regenerate_scene", "cancel"]])
    review_since: UtcTime | None
    created_at: UtcTime
    updated_at: UtcTime


class CreatedJobWebhook(JobWebhook):
    """`secret` verifies what is sent. It is in this answer only."""

    secret: str = Field(examples=[EXAMPLE_SECRET])


class CreatedJobView(JobView):
    """The new job. `webhook` has its secret, if the request named one."""

    webhook: CreatedJobWebhook | None


class DeletedView(Wire):
    id: UUID
    status: JobStatus = Field(examples=["cancelled"])
    deleted: Literal[True] = True


class ProgressView(Progress):
    """`source` is `workflow` if the job's workflow answered, else `database`."""

    source: Literal["workflow", "database"]


class ApprovalView(Wire):
    """Who approved a revision, and when. `amount` is the estimate at that time in US dollars, null if it was unknown.

    `name` is what a guest of a review link gave, or made of the API key's digest; `linkId` and `label` are the link's.
    """

    amount: float | None = Field(examples=[2.4])
    name: str = Field(examples=["Ada"])
    by: SenderKind = Field(examples=["link"])
    link_id: UUID | None
    label: str | None = Field(examples=["For the client"])
    at: UtcTime


class WorkflowView(Wire):
    """A job's workflow in Temporal. `url` is its page in Temporal's Web UI; null if it is not known where that is."""

    workflow_id: str = Field(examples=["job-019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
    namespace: str = Field(examples=["default"])
    url: str | None = Field(
        examples=["http://127.0.0.1:8233/namespaces/default/workflows/job-019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"]
    )


class StoryboardView(Wire):
    """A revision of the storyboard. `feedback` is what came with its verdict; `approval` says who approved it."""

    revision: int
    verdict: Verdict | None = Field(examples=["approved"])
    feedback: str | None
    approval: ApprovalView | None
    scenes: tuple[SceneTextView, ...]
    created_at: UtcTime


def job_view(job: Job, waiting: Mapping[UUID, WaitingFor] = NOTHING_WAITS) -> JobView:
    """Return the job as it is shown. `waiting` says by its id what a take waits for."""
    now, url, pictures, spoken = progress(job), job_url(job.id), scene_picture_ids(job), spoken_in(job)
    preview = preview_id(job, pictures)
    return view_of(
        JobView,
        job.brief,
        job,
        now,
        progress=now,
        warnings=warnings_of(job),
        assets=tuple(
            view_of(JobAssetView, asset, url=asset_url(asset.id), size_bytes=asset.size) for asset in job.assets
        ),
        scenes=tuple(
            scene_view(job, scene, waiting, picture, spoken)
            for scene, picture in zip(job.active_scenes, pictures, strict=True)
        ),
        first_frames=first_frame_counts(job),
        film=_film_view(job, job.film) if job.film else None,
        poster_url=f"{url}/poster?v={pictures[0]}" if preview else None,
        preview_url=f"{url}/preview?v={preview}" if preview else None,
        storyboard_revision=job.revision,
        scene_count=now.total_scenes,
        cost_in_doubt=float(job.in_doubt),
        draft=job.has_drafts,
        actions=allowed_actions(job),
    )


def created_job_view(job: Job, secret: str | None) -> CreatedJobView:
    """Return the new job. `secret` is its webhook's."""
    view, webhook = job_view(job), None
    if job.brief.webhook and secret:
        webhook = view_of(CreatedJobWebhook, job.brief.webhook, secret=secret)
    return view_of(CreatedJobView, view, webhook=webhook)


def workflow_view(job: Job, namespace: str, web_ui: str | None) -> WorkflowView:
    """Return where the job's workflow is found. `web_ui` is the address of Temporal's Web UI, if it is known."""
    name = workflow_id(job.id)
    url = f"{web_ui.rstrip('/')}/namespaces/{namespace}/workflows/{name}" if web_ui else None
    return WorkflowView(workflow_id=name, namespace=namespace, url=url)


def storyboard_views(job: Job) -> tuple[StoryboardView, ...]:
    """Return the revisions that are written, oldest first."""
    return tuple(
        view_of(
            StoryboardView,
            board,
            approval=approval_view(board.approval) if board.approval else None,
            scenes=tuple(view_of(SceneTextView, each.text, each) for each in board.scenes),
        )
        for board in job.storyboards
        if board.scenes is not None
    )


def approval_view(approval: Approval) -> ApprovalView:
    return view_of(ApprovalView, approval)


def _film_view(job: Job, film: Film) -> FilmView:
    return FilmView(
        id=film.id,
        url=f"{job_url(job.id)}/video",
        duration=round(film.frames / FPS, 3),
        size_bytes=film.size,
        stale=job.film_is_stale,
        draft=job.film_is_draft,
        sound=film_sound_view(job, film),
        captions=film_captions_view(job),
    )
