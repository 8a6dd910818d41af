"""The takes of a scene, in snake_case."""

from uuid import UUID

from pydantic import Field

from api.schemas.common import OptionalError, UtcTime, scene_url, view_of
from domain.base import Frozen
from domain.film_format import FPS
from domain.job.model import Job, Scene
from domain.job.take import Take, TakeStatus


class TakeJson(Frozen):
    """`orders` counts how often the vendor was asked for it and may have accepted. `cost` is in US dollars, and so is
    `cost_in_doubt`: orders of which nobody knows whether the vendor took them. `duration` is in seconds."""

    id: UUID
    number: int
    provider: str = Field(examples=["replicate"])
    provider_id: str | None = Field(examples=["replicate-xyz"])
    model: str = Field(examples=["bytedance/seedance-2.0"])
    prompt: str | None = Field(examples=["A kettle clicks off; steam rises over the tin."])
    status: TakeStatus = Field(examples=["done"])
    error: OptionalError
    cost: float = Field(examples=[0.25])
    cost_in_doubt: float = Field(examples=[0.0])
    orders: int
    duration: float | None = Field(examples=[5.0])
    created_at: UtcTime
    selected: bool = Field(examples=[True])
    video_url: str | None = Field(examples=["/api/v3/jobs/019a…/scenes/019a…/video?take=6f0c…"])


class TakesJson(Frozen):
    job_id: UUID
    scene_id: UUID
    takes: tuple[TakeJson, ...]


def takes_json(job: Job, scene: Scene) -> TakesJson:
    takes = tuple(_take_json(job, scene, take) for take in scene.takes)
    return TakesJson(job_id=job.id, scene_id=scene.id, takes=takes)


def _take_json(job: Job, scene: Scene, take: Take) -> TakeJson:
    is_done = take.status is TakeStatus.DONE
    return view_of(
        TakeJson,
        take,
        provider_id=take.order_id,
        prompt=take.text.description if take.text else None,
        cost=float(take.cost),
        cost_in_doubt=float(take.in_doubt),
        duration=round(take.frames / FPS, 3) if take.frames else None,
        selected=take.id == scene.take_id,
        video_url=f"{scene_url(job.id, scene.id)}/video?take={take.id}" if is_done else None,
    )
