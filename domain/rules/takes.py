"""How takes come and go: asked for by a message, unwanted by another."""

from datetime import datetime
from uuid import uuid5

from domain.base import Frozen
from domain.job.model import Scene, evolve
from domain.job.take import Take, TakeStatus


class VideoModelChoice(Frozen):
    """Who films new takes of a job: decided when they are asked for, kept with the take."""

    provider: str
    model: str
    queue: str


def with_new_take(
    scene: Scene, request: str, now: datetime, model_choice: VideoModelChoice, feedback: str | None = None
) -> Scene:
    """The scene with another take asked for. What it stood on is chosen again if the new one fails."""
    number = 1 + max((take.number for take in scene.takes), default=0)
    take = Take(
        id=uuid5(scene.id, request),
        scene_id=scene.id,
        number=number,
        request=request,
        seed=scene.id.int % 2**30 + number,
        text=None if feedback else scene.text,
        feedback=feedback,
        created_at=now,
        provider=model_choice.provider,
        model=model_choice.model,
        queue=model_choice.queue,
    )
    takes = tuple(superseded(old) for old in scene.takes)
    fallback = scene.take_id if scene.clip else scene.fallback_id
    return evolve(scene, takes=(*takes, take), take_id=take.id, fallback_id=fallback, provider_id=None, error=None)


def without_open_takes(scene: Scene) -> Scene:
    """Nobody wants what is being made for it: it stands on the clip it had, if it had one."""
    takes = tuple(superseded(take) for take in scene.takes)
    stands_on = scene.take_id if scene.clip else scene.fallback_id or scene.take_id
    return evolve(scene, takes=takes, take_id=stands_on, fallback_id=None)


def soft_deleted(scene: Scene, now: datetime) -> Scene:
    """The scene deleted, restorably: with the clip it had."""
    return evolve(without_open_takes(scene), deleted_at=now)


def superseded(take: Take) -> Take:
    """Nothing ordered: gone at once. Perhaps ordered: to be settled with the vendor first."""
    if take.status is TakeStatus.WANTED:
        return evolve(take, status=TakeStatus.CANCELLED, next_retry_at=None)
    return evolve(take, status=TakeStatus.STOPPING) if take.is_open else take
