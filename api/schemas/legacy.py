"""The request and response of `POST /api/videos/regenerate-scene`, the seed `004…` (spec §6)."""

from uuid import UUID

from pydantic import Field

from api.schemas.common import UtcTime, scene_url
from domain.base import Frozen
from domain.film_format import FPS
from domain.job.model import Job, Scene
from domain.job.take import Take, TakeStatus


class VideoRegenerateRequest(Frozen):
    """`session_id` is a job's id; `scenario` is hook, problem, solution or cta, in any case."""

    session_id: str = Field(examples=["019a9b1e-5f00-7c3a-9d5e-2f6b8c1d4e70"])
    scenario: str = Field(examples=["hook"])


class RegeneratedJson(Frozen):
    """`video_url` and `duration` (seconds) are null while the scene is being filmed."""

    success: bool = True
    session_id: UUID
    scenario: str = Field(examples=["hook"])
    video_url: str | None = Field(examples=["/api/v3/jobs/019a…/scenes/019a…/video"])
    duration: float | None = Field(examples=[5.0])
    status: str = Field(examples=["completed"])
    created_at: UtcTime
    message: str = Field(examples=["Scene regenerated successfully"])


def regenerated_json(job: Job, scene: Scene, take: Take) -> RegeneratedJson:
    is_done = take.status is TakeStatus.DONE
    return RegeneratedJson(
        session_id=job.id,
        scenario=scene.text.scenario.value,
        video_url=f"{scene_url(job.id, scene.id)}/video" if is_done else None,
        duration=round(take.frames / FPS, 3) if is_done and take.frames else None,
        status="completed" if is_done else "processing",
        created_at=scene.created_at,
        message="Scene regenerated successfully" if is_done else "Scene is being regenerated",
    )
