"""A scene in two casings: camelCase within a job, snake_case on its own routes (`tests/contracts/test_000_scenes.py`).

The fields of a scene's text come from `SceneText`: a field that is added there appears in both.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from inspect import isclass
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic import Field, create_model

from api.schemas.common import OptionalError, UtcTime, scene_url, still_url, view_of
from api.schemas.scenes.first_frame import SceneFirstFrame, scene_first_frame
from api.schemas.scenes.speech import SpeechView, SpokenLines, speech_view, spoken_in
from api.schemas.scenes.take import FallbackView, FilmingJson, fallback_view, filming_json
from api.schemas.scenes.waiting import WaitingFor
from domain.base import Frozen, Wire, evolve
from domain.job.filming.chains import is_stale
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from domain.job.scene import Scene, SceneStatus
from domain.job.storyboard import SceneText
from domain.job.takes.take import Take, TakeStatus

ModelType = TypeVar("ModelType", bound=type[Frozen])

_VIDEO = "/api/v3/jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/scenes/019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c/video"
_STILL = f"{_VIDEO.removesuffix('video')}still?v=5d1f3c7a-2b90-5e61-8a4d-0c9b7e6f1a23"
_FILMING = {"audio": "native", "references": None, "last_frame": None, "chain_from_previous": True, "seed": None}
_KEY = "jobs/019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70/scenes/019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c/6f0c"


def with_fields_of(text: type[SceneText], model: ModelType) -> ModelType:
    """Add the fields of a scene's text to a response model, but for those that it has in a form of its own.

    All are required, and enumerations are plain strings.
    """
    fields: dict[str, Any] = {}
    own = cast(type[Frozen], model).model_fields.keys()
    for name, field in text.model_fields.items():
        if name in own:
            continue
        kind = field.annotation
        members = list(kind) if isclass(kind) and issubclass(kind, StrEnum) else []
        defaults = [] if field.is_required() else [field.default]
        fields[name] = (str if members else kind, Field(examples=field.examples or members[:1] or defaults))
    extended = create_model(
        model.__name__, __base__=model, __module__=model.__module__, __doc__=model.__doc__, **fields
    )
    return cast(ModelType, extended)


with_scene_text = partial(with_fields_of, SceneText)


class _SceneState(Frozen):
    """What both casings show of a scene besides its text.

    `stale`: the clip shows another text than the scene has, or begins where the one before it does not end any more.
    `draft`: its take is made by the model's cheap variant. `chained_from` is the take of the scene before where it
    begins, `fallback_of` the take of another provider in place of which it is made.
    """

    id: UUID = Field(examples=["019a9b1e-7a10-7f21-8b3c-5d9e0f1a2b3c"])
    status: SceneStatus = Field(examples=["completed"])
    revision: int
    attempt: int = Field(examples=[0])
    next_retry_at: UtcTime | None
    still_url: str = Field(examples=[_STILL])
    video_url: str | None = Field(examples=[_VIDEO])
    original_video_clip_s3_key: str | None = Field(examples=[f"{_KEY}/original.mp4"])
    working_video_clip_s3_key: str | None = Field(examples=[f"{_KEY}/working.mp4"])
    speech: SpeechView | None
    first_frame: SceneFirstFrame | None
    stale: bool
    draft: bool
    chained_from: UUID | None
    fallback_of: FallbackView | None = Field(examples=[None])
    error: OptionalError


@with_scene_text
class SceneTextView(Wire):
    """The text of a scene. `duration` is in seconds."""

    scene_number: int


class SceneView(_SceneState, SceneTextView):
    """`progress` is the vendor's, from 0 to 1. `waitingFor` is told where one job is read, not in lists. `provider` and
    `model` are those of its take."""

    provider: str | None = Field(examples=["replicate"])
    model: str | None = Field(examples=["bytedance/seedance-2.0"])
    progress: float | None
    waiting_for: WaitingFor | None = Field(examples=[None])
    original_video_clip_url: str | None = Field(examples=[f"{_VIDEO}?clip=original"])


@with_scene_text
class SceneJson(_SceneState):
    """`duration` is in seconds, `video_blob_size` in bytes."""

    job_id: UUID
    scene_number: int
    filming: FilmingJson | None = Field(examples=[_FILMING])
    provider_id: str | None = Field(examples=["replicate-xyz"])
    has_video: bool = Field(examples=[True])
    video_blob_size: int = Field(examples=[1_048_576])
    metadata: dict[str, Any] = Field(examples=[{"provider": "replicate", "seed": 12, "cost": 0.25}])
    inserted_at: UtcTime
    created_at: UtcTime
    updated_at: UtcTime


class ProgressJson(Frozen):
    percentage: float = Field(examples=[100.0])
    stage: Stage = Field(examples=["done"])
    total_scenes: int
    completed_scenes: int
    processing_scenes: int = Field(examples=[0])
    failed_scenes: int = Field(examples=[0])


class ScenesJson(Frozen):
    job_id: UUID
    total_scenes: int
    completed_scenes: int
    progress_percentage: float = Field(examples=[100.0])
    progress: ProgressJson
    scenes: tuple[SceneJson, ...]


class ChangedScenesJson(ScenesJson):
    message: str = Field(examples=["Scenes reordered successfully"])


class OneSceneJson(Frozen):
    scene: SceneJson
    job_id: UUID
    job_status: JobStatus = Field(examples=["completed"])


class ChangedSceneJson(Frozen):
    message: str = Field(examples=["Scene updated successfully"])
    scene: SceneJson
    job_id: UUID


class DeletedSceneJson(Frozen):
    message: str = Field(examples=["Scene deleted successfully"])
    scene_id: UUID
    job_id: UUID


def scene_view(
    job: Job, scene: Scene, waiting: Mapping[UUID, WaitingFor], picture: UUID, spoken: SpokenLines
) -> SceneView:
    """Return the scene as a job shows it. `waiting` says by its id what a take waits for.

    `picture` is the id of what the scene shows, `spoken` are the lines that are heard in the film.
    """
    state = _state(job, scene, spoken, picture)
    has_original = state["original_video_clip_s3_key"] is not None
    return view_of(
        SceneView,
        scene.text,
        scene,
        scene_number=scene.number,
        **state,
        provider=scene.take.provider if scene.take else None,
        model=scene.take.model if scene.take else None,
        progress=scene.take.progress if scene.take and scene.take.is_open else None,
        waiting_for=waiting.get(scene.take.id) if scene.take else None,
        original_video_clip_url=f"{state['video_url']}?clip=original" if has_original else None,
    )


def scene_json(job: Job, scene: Scene, spoken: SpokenLines | None = None) -> SceneJson:
    """Return the scene as its own routes show it. `spoken`: see `scene_view`."""
    take, clip = scene.take, scene.clip
    return view_of(
        SceneJson,
        scene.text,
        scene,
        scene_number=scene.number,
        **_state(job, scene, spoken_in(job) if spoken is None else spoken),
        job_id=job.id,
        filming=filming_json(scene.text.filming),
        provider_id=scene.provider_id or (take.order_id if take else None),
        has_video=clip is not None,
        video_blob_size=(clip.size or 0) if clip else 0,
        metadata={**_production_facts(take), **scene.metadata},
        inserted_at=scene.created_at,
        updated_at=scene.updated_at or scene.created_at,
    )


def regenerating_scene_json(job: Job, scene: Scene) -> SceneJson:
    """Return the scene as a regeneration left it, even if a worker has begun to film it since."""
    if scene.take is None:
        return scene_json(job, scene)
    wanted = evolve(scene.take, status=TakeStatus.WANTED, order_id=None)
    takes = tuple(wanted if take.id == wanted.id else take for take in scene.takes)
    return scene_json(job, evolve(scene, takes=takes))


def scenes_json(job: Job, *, deleted: bool = False) -> ScenesJson:
    """Return the job's active scenes, or the deleted ones, and its progress."""
    now, spoken = progress(job), spoken_in(job)
    shown = job.deleted_scenes if deleted else job.active_scenes
    return view_of(
        ScenesJson,
        now,
        job_id=job.id,
        progress_percentage=now.percentage,
        progress=view_of(ProgressJson, now),
        scenes=tuple(scene_json(job, scene, spoken) for scene in shown),
    )


def _state(job: Job, scene: Scene, spoken: SpokenLines, picture: UUID | None = None) -> dict[str, Any]:
    take, clip = scene.take, scene.clip
    return {
        "attempt": take.attempt if take else 0,
        "still_url": still_url(job, scene, picture),
        "next_retry_at": take.next_retry_at if take else None,
        "video_url": f"{scene_url(job.id, scene.id)}/video" if clip else None,
        "original_video_clip_s3_key": clip.original_key if clip else None,
        "working_video_clip_s3_key": clip.working_key if clip else None,
        "speech": speech_view(job, scene, spoken),
        "first_frame": scene_first_frame(job, scene),
        "stale": is_stale(job, scene),
        "draft": take is not None and take.is_draft,
        "chained_from": take.chained_from if take else None,
        "fallback_of": fallback_view(scene, take),
        "error": scene.shown_error,
    }


def _production_facts(take: Take | None) -> dict[str, Any]:
    """Return how the clip was made. A still's cost is part of the take's."""
    if take is None:
        return {}
    still = take.still
    return {
        "provider": take.provider,
        "model": take.model,
        "prompt": take.text.description if take.text else None,
        "seed": take.seed,
        "cost": float(take.cost),
        "price": float(take.price),
        "still": still
        and {
            "provider": still.provider,
            "provider_id": still.order_id,
            "model": still.model,
            "orders": still.orders,
            "cost": float(still.price) if still.order_id else 0.0,
        },
    }
