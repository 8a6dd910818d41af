"""Jobs brought to a stage by the domain's own steps, with clips that were really filmed once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from uuid6 import uuid7

from api.wiring import Wiring
from domain import steps
from domain.film import Transition
from domain.frozen import Frozen
from domain.job import Film, Job, Scene
from domain.objects import clip_keys, film_key, original_key, sound_key, tail_key, working_key
from domain.storyboard import Plan, Scenario, SceneText, ShotType
from domain.take import Take
from domain.taking import Camera
from tests.studio import brief

CAMERA = Camera(provider="test", model="test-1", queue="greenlight")

_COPY = text(
    "insert into asset_blobs (key, data, content_type, size_bytes, etag) "
    "select :new, data, content_type, size_bytes, etag from asset_blobs where key = :old"
)


class Reel(Frozen):
    """A film and its takes, to be copied."""

    takes: tuple[Take, ...]
    film: Film

    @classmethod
    def of(cls, job: Job) -> "Reel":
        assert job.film
        return cls(takes=tuple(scene.clip for scene in job.living if scene.clip), film=job.film)


def scene_text(scenario: Scenario, duration: float, **changes: Any) -> SceneText:
    return SceneText(
        scenario=scenario,
        duration=duration,
        description=f"The {scenario}: a tin in morning light",
        script="One minute. That is all it takes.",
        shot_type=ShotType.CLOSE_UP,
        transition=Transition.CUT,
        visual="a tin",
        camera="slow push in",
        **changes,
    )


TEXTS = (scene_text(Scenario.HOOK, 2), scene_text(Scenario.SOLUTION, 2), scene_text(Scenario.CTA, 1))


async def in_review(wiring: Wiring, texts: Sequence[SceneText] = TEXTS, **changes: Any) -> Job:
    """Its storyboard is on the table. It has no run yet: the first message starts one."""
    job_id = UUID(bytes=uuid7().bytes)
    await wiring.jobs.create(job_id, brief(**changes), [], {})
    await wiring.jobs.change(job_id, steps.begin)
    ids = [uuid4() for _ in texts]
    return await wiring.jobs.change(
        job_id, lambda job, now: steps.planned(job, job.revision, Plan(scenes=tuple(texts)), ids, now, CAMERA)
    )


async def on_film(wiring: Wiring, reel: Reel, **changes: Any) -> Job:
    """Every scene has its clip, and the film is cut."""
    job = await in_review(wiring, [take.text for take in reel.takes if take.text], **changes)
    await wiring.jobs.apply(job.id, str(uuid4()), "approve_storyboard", {})
    job = await wiring.jobs.load(job.id)
    for scene, take in zip(job.living, reel.takes, strict=True):
        await _with_clip(wiring, job, scene, take)
    job = await wiring.jobs.load(job.id)
    assert job.film_id
    key = film_key(job.id, job.film_id)
    await _copied(wiring, {reel.film.key: key})
    film = reel.film.model_copy(update={"id": job.film_id, "key": key, "takes": tuple(s.take_id for s in job.living)})
    return await wiring.jobs.change(job.id, lambda job, _: steps.cut(job, film))


async def _with_clip(wiring: Wiring, job: Job, scene: Scene, made: Take) -> None:
    assert scene.take_id
    assert made.original_key
    assert made.working_key
    assert made.frames
    take_id, working = scene.take_id, working_key(job.id, scene.id, scene.take_id)
    original = original_key(job.id, scene.id, take_id)
    old = (made.original_key, *clip_keys(made.working_key, made.has_sound))
    new = (original, working, tail_key(working), sound_key(working))
    await _copied(wiring, dict(zip(old, new, strict=False)))
    clip = steps.PreparedClip(working_key=working, frames=made.frames, size=made.size or 0, has_sound=made.has_sound)
    await wiring.jobs.change(job.id, lambda job, now: steps.claimed(job, take_id, None, now))
    await wiring.jobs.change(job.id, lambda job, _: steps.ordered(job, take_id, f"test-{take_id}", Decimal("0.25")))
    await wiring.jobs.change(job.id, lambda job, _: steps.filmed(job, take_id, original))
    await wiring.jobs.change(job.id, lambda job, _: steps.prepared(job, take_id, clip))


async def _copied(wiring: Wiring, keys: dict[str, str]) -> None:
    async with wiring.engine.begin() as connection:
        await connection.execute(_COPY, [{"old": old, "new": new} for old, new in keys.items()])
