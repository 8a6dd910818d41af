"""Takes of a scene in snake_case, and what a scene shows of how its take is made."""

from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import OptionalError, UtcTime, scene_url, view_of
from domain.base import Frozen
from domain.film_format import FPS
from domain.job.filming.choices import Filming
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.takes.left_out import LeftOut
from domain.job.takes.take import Take, TakeStatus

_REASON = "replicate refused the prompt: it may show a real person"


class FilmingJson(Filming):
    """How a scene is filmed, in snake_case."""

    # Each field's alias is its name, in place of the name in camelCase.
    model_config = ConfigDict(alias_generator=str)


class FallbackView(Frozen):
    """The take in place of which another provider makes this one: its id and provider, and why it failed."""

    take: UUID
    provider: str = Field(examples=["replicate"])
    reason: str | None = Field(examples=[_REASON])


class TakeJson(Frozen):
    """`orders` counts how often the vendor was asked for it and may have accepted. `cost` is in US dollars, and so is
    `cost_in_doubt`: orders of which nobody knows whether the vendor took them. `duration` is in seconds.

    `draft`: it is made by the model's cheap variant. `chained_from` is the take of the scene before where it begins.
    `left_out` is what its clip lacks of what the scene was to show and play, and why.
    """

    id: UUID
    number: int
    provider: str = Field(examples=["replicate"])
    provider_id: str | None = Field(examples=["replicate-xyz"])
    model: str = Field(examples=["bytedance/seedance-2.0"])
    prompt: str | None = Field(examples=["A kettle clicks off; steam rises over the tin."])
    filming: FilmingJson | None = Field(examples=[None])
    seed: int = Field(examples=[12])
    draft: bool
    chained_from: UUID | None
    fallback_of: FallbackView | None = Field(examples=[None])
    status: TakeStatus = Field(examples=["done"])
    left_out: tuple[LeftOut, ...] = Field(examples=[[]])
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


def filming_json(filming: Filming | None) -> FilmingJson | None:
    return FilmingJson(**dict(filming)) if filming else None


def fallback_view(scene: Scene, take: Take | None) -> FallbackView | None:
    """Return the take in place of which the scene's take is made; None if it is nobody's fallback."""
    refused = scene.refused_before(take)
    if refused is None:
        return None
    reason = refused.error.message if refused.error else None
    return FallbackView(take=refused.id, provider=refused.provider, reason=reason)


def _take_json(job: Job, scene: Scene, take: Take) -> TakeJson:
    is_done = take.status is TakeStatus.DONE
    return view_of(
        TakeJson,
        take,
        provider_id=take.order_id,
        prompt=take.text.description if take.text else None,
        filming=filming_json(take.text.filming) if take.text else None,
        draft=take.is_draft,
        fallback_of=fallback_view(scene, take),
        cost_in_doubt=float(take.in_doubt),
        duration=round(take.frames / FPS, 3) if take.frames else None,
        selected=take.id == scene.take_id,
        video_url=f"{scene_url(job.id, scene.id)}/video?take={take.id}" if is_done else None,
    )
