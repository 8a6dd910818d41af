"""First frames: the pictures that are drawn in review, and from which scenes then begin."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, job_url, view_of
from domain.base import Frozen, Wire
from domain.job.filming.first_frame import FirstFrame
from domain.job.filming.first_frame_choice import first_frames_of, is_outdated
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.vendor_file import FileStatus

_PICTURE = "/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/first-frames/2c5f0b7e-41d8-5b9a-9e63-7f1a0c8d3b52"


class SceneFirstFrame(Frozen):
    """The first frame that was chosen for a scene, else its newest one. `number` counts those of the scene.

    `url` is its picture, once it is drawn. `stale`: the scene's text is another than the one that it shows. `drawing`:
    one of the scene's first frames is being drawn now. `cost` is in US dollars.
    """

    id: UUID
    number: int
    status: FileStatus = Field(examples=["done"])
    chosen: bool = Field(examples=[True])
    stale: bool
    drawing: bool
    url: str | None = Field(examples=[_PICTURE])
    cost: float = Field(examples=[0.03])
    error: OptionalError


class FirstFrameView(Wire):
    """A first frame. `feedback` is what it was drawn after, besides the scene's text; `references` are the ids of the
    assets that it was drawn from.

    `price` is what is reserved for it, `cost` what it was ordered for, in US dollars. `costInDoubt` may have been spent
    besides: nobody knows whether the vendor took the order.
    """

    id: UUID
    scene_id: UUID
    scene_number: int
    number: int
    status: FileStatus = Field(examples=["done"])
    chosen: bool = Field(examples=[True])
    stale: bool
    url: str | None = Field(examples=[_PICTURE])
    feedback: str | None = Field(examples=["The tin on the left."])
    references: tuple[UUID, ...] = Field(examples=[[]])
    provider: str = Field(examples=["replicate"])
    model: str = Field(examples=["black-forest-labs/flux-2-pro"])
    attempt: int = Field(examples=[0])
    next_retry_at: UtcTime | None
    price: float = Field(examples=[0.03])
    cost: float = Field(examples=[0.03])
    cost_in_doubt: float = Field(examples=[0.0])
    error: OptionalError
    created_at: UtcTime


class FirstFrameCounts(Wire):
    """How many first frames of the job's scenes there are: drawn, being drawn, and failed."""

    drawn: int = Field(examples=[3])
    drawing: int = Field(examples=[1])
    failed: int = Field(examples=[0])


def first_frame_views(job: Job, scenes: Iterable[Scene]) -> tuple[FirstFrameView, ...]:
    """Return all first frames of the scenes, in the order of these, the first drawn first."""
    return tuple(_view(job, scene, frame) for scene in scenes for frame in first_frames_of(job, scene))


def scene_first_frame(job: Job, scene: Scene) -> SceneFirstFrame | None:
    """Return what a scene shows of its first frames; None if it has none."""
    frames = first_frames_of(job, scene)
    if not frames:
        return None
    shown = next((each for each in frames if each.id == scene.first_frame_id), frames[-1])
    return view_of(
        SceneFirstFrame,
        shown,
        chosen=shown.id == scene.first_frame_id,
        stale=is_outdated(scene, shown),
        drawing=any(not each.is_settled for each in frames),
        url=_url(job, shown),
    )


def first_frame_counts(job: Job) -> FirstFrameCounts:
    active = {scene.id for scene in job.active_scenes}
    statuses = [each.status for each in job.first_frames if each.scene_id in active]
    return FirstFrameCounts(
        drawn=statuses.count(FileStatus.DONE),
        failed=statuses.count(FileStatus.FAILED),
        drawing=len([each for each in statuses if each not in (FileStatus.DONE, FileStatus.FAILED)]),
    )


def _view(job: Job, scene: Scene, frame: FirstFrame) -> FirstFrameView:
    return view_of(
        FirstFrameView,
        frame,
        scene_number=scene.number,
        chosen=frame.id == scene.first_frame_id,
        stale=is_outdated(scene, frame),
        url=_url(job, frame),
        cost_in_doubt=float(frame.in_doubt),
    )


def _url(job: Job, frame: FirstFrame) -> str | None:
    return f"{job_url(job.id)}/first-frames/{frame.id}" if frame.key else None
