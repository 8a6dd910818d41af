"""A scene as its own routes show it: snake_case, the shapes of the seed `000…` (spec §3)."""

from typing import Any
from uuid import UUID

from api.schemas.job import UtcTime, job_url
from domain.base import Frozen
from domain.error_info import ErrorInfo
from domain.film_format import FPS
from domain.job.model import Job, JobStatus, Scene, SceneStatus, Stage, evolve
from domain.job.progress import progress
from domain.job.take import Take, TakeStatus


class ProgressJson(Frozen):
    percentage: float
    stage: Stage
    total_scenes: int
    completed_scenes: int
    processing_scenes: int
    failed_scenes: int


class SceneJson(Frozen):
    """`duration` is in seconds, `video_blob_size` in bytes. `stale`: the clip shows another text than the scene has."""

    id: UUID
    job_id: UUID
    scene_number: int
    status: SceneStatus
    provider_id: str | None
    has_video: bool
    video_blob_size: int
    video_url: str | None
    original_video_clip_s3_key: str | None
    working_video_clip_s3_key: str | None
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
    metadata: dict[str, Any]
    revision: int
    stale: bool
    attempt: int
    next_retry_at: UtcTime | None
    error: ErrorInfo | None
    inserted_at: UtcTime
    created_at: UtcTime
    updated_at: UtcTime


class ScenesJson(Frozen):
    job_id: UUID
    total_scenes: int
    completed_scenes: int
    progress_percentage: float
    progress: ProgressJson
    scenes: tuple[SceneJson, ...]


class ChangedScenesJson(ScenesJson):
    message: str


class OneSceneJson(Frozen):
    scene: SceneJson
    job_id: UUID
    job_status: JobStatus


class ChangedSceneJson(Frozen):
    message: str
    scene: SceneJson
    job_id: UUID


class DeletedSceneJson(Frozen):
    message: str
    scene_id: UUID
    job_id: UUID


class TakeJson(Frozen):
    """`orders` is how often the vendor was asked for it and may have accepted; `cost` is in US dollars, and so is
    `cost_in_doubt`, what was ordered without anybody knowing whether the vendor took it."""

    id: UUID
    number: int
    provider: str
    provider_id: str | None
    model: str
    prompt: str | None
    status: TakeStatus
    error: ErrorInfo | None
    cost: float
    cost_in_doubt: float
    orders: int
    duration: float | None
    created_at: UtcTime
    selected: bool
    video_url: str | None


class TakesJson(Frozen):
    job_id: UUID
    scene_id: UUID
    takes: tuple[TakeJson, ...]


def scene_url(job: Job, scene: Scene) -> str:
    return f"{job_url(job.id)}/scenes/{scene.id}"


def scene_json(job: Job, scene: Scene) -> SceneJson:
    take, clip = scene.take, scene.clip
    return SceneJson(
        **scene.text.model_dump(),
        id=scene.id,
        job_id=job.id,
        scene_number=scene.number,
        status=scene.status,
        provider_id=scene.provider_id or (take.order_id if take else None),
        has_video=clip is not None,
        video_blob_size=(clip.size or 0) if clip else 0,
        video_url=f"{scene_url(job, scene)}/video" if clip else None,
        original_video_clip_s3_key=clip.original_key if clip else None,
        working_video_clip_s3_key=clip.working_key if clip else None,
        metadata={**_how_it_was_made(take), **scene.metadata},
        revision=scene.revision,
        stale=scene.is_stale,
        attempt=take.attempt if take else 0,
        next_retry_at=take.next_retry_at if take else None,
        error=scene.error or (take.error if take else None),
        inserted_at=scene.created_at,
        created_at=scene.created_at,
        updated_at=scene.updated_at or scene.created_at,
    )


def marked_json(job: Job, scene: Scene) -> SceneJson:
    """The scene as it was left by a regenerate, even if a worker has begun to film it since."""
    if scene.take is None:
        return scene_json(job, scene)
    asked_for = evolve(scene.take, status=TakeStatus.WANTED, order_id=None)
    takes = tuple(asked_for if take.id == asked_for.id else take for take in scene.takes)
    return scene_json(job, evolve(scene, takes=takes))


def scenes_json(job: Job) -> ScenesJson:
    now = progress(job)
    return ScenesJson(
        job_id=job.id,
        total_scenes=now.total_scenes,
        completed_scenes=now.completed_scenes,
        progress_percentage=now.percentage,
        progress=ProgressJson(**now.model_dump(exclude={"film_ready"})),
        scenes=tuple(scene_json(job, scene) for scene in job.active_scenes),
    )


def takes_json(job: Job, scene: Scene) -> TakesJson:
    return TakesJson(
        job_id=job.id, scene_id=scene.id, takes=tuple(_take_json(job, scene, take) for take in scene.takes)
    )


def _take_json(job: Job, scene: Scene, take: Take) -> TakeJson:
    has_clip = take.status is TakeStatus.DONE
    return TakeJson(
        id=take.id,
        number=take.number,
        provider=take.provider,
        provider_id=take.order_id,
        model=take.model,
        prompt=take.text.description if take.text else None,
        status=take.status,
        error=take.error,
        cost=float(take.cost),
        cost_in_doubt=float(take.in_doubt),
        orders=take.orders,
        duration=round(take.frames / FPS, 3) if take.frames else None,
        created_at=take.created_at,
        selected=take.id == scene.take_id,
        video_url=f"{scene_url(job, scene)}/video?take={take.id}" if has_clip else None,
    )


def _how_it_was_made(take: Take | None) -> dict[str, Any]:
    if take is None:
        return {}
    return {
        "provider": take.provider,
        "model": take.model,
        "prompt": take.text.description if take.text else None,
        "seed": take.seed,
        "cost": float(take.cost),
        "price": float(take.price),
        "still": _still(take),
    }


def _still(take: Take) -> dict[str, Any] | None:
    """The picture that was drawn for the take; its cost is part of the take's."""
    still = take.still
    if still is None:
        return None
    return {
        "provider": still.provider,
        "provider_id": still.order_id,
        "model": still.model,
        "orders": still.orders,
        "cost": float(still.price) if still.order_id else 0.0,
    }
