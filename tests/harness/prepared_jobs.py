"""Jobs brought to a stage by the domain's own functions, with copies of clips that were really made once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from uuid6 import uuid7

from api.container import Container
from domain.base import Frozen, evolve
from domain.film_format import Transition
from domain.job.approval import Approval
from domain.job.film.film_file import Film
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import Plan, Scenario, SceneText, ShotType
from domain.job.takes.take import Take
from domain.rules import results
from domain.rules.purchases import purchasing
from domain.rules.scenes.takes import VideoModelChoice
from domain.rules.storyboard.storyboard_revisions import approve
from domain.storage_keys import clip_keys, film_key, original_key, working_key
from tests.harness.pipeline import brief

MODEL_CHOICE = VideoModelChoice(provider="test", model="test-1", queue="greenlight", longest_clip=30)

_COPY = text(
    "insert into asset_blobs (key, data, content_type, size_bytes, etag) "
    "select :new, data, content_type, size_bytes, etag from asset_blobs where key = :old"
)


class FilmCopy(Frozen):
    """A film and its takes, to be copied."""

    takes: tuple[Take, ...]
    film: Film

    @classmethod
    def of(cls, job: Job) -> "FilmCopy":
        assert job.film
        return cls(takes=tuple(scene.clip for scene in job.active_scenes if scene.clip), film=job.film)


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


async def in_review(container: Container, texts: Sequence[SceneText] = TEXTS, **changes: Any) -> Job:
    """A job whose storyboard is in review. It has no run: the first message starts one."""
    job_id, plan = UUID(bytes=uuid7().bytes), Plan(scenes=tuple(texts))
    await container.jobs.create(job_id, brief(**changes), [], {})
    ids = [uuid4() for _ in texts]
    return await container.jobs.change(
        job_id, lambda job, now: results.apply_plan(results.begin(job, now), 1, plan, ids, now, MODEL_CHOICE)
    )


async def on_film(container: Container, film_copy: FilmCopy, **changes: Any) -> Job:
    """A completed job with copies of these clips and of their film."""
    job = await in_review(container, [take.text for take in film_copy.takes if take.text], **changes)
    copies: dict[str, str] = {}

    def filmed(job: Job, now: datetime) -> Job:
        job = approve(job, Approval(amount=None, at=now), MODEL_CHOICE)
        for scene, take in zip(job.active_scenes, film_copy.takes, strict=True):
            job = _with_clip(job, scene, take, now, copies)
        assert job.film_id
        copies[film_copy.film.key] = film_key(job.id, job.film_id)
        takes = tuple(scene.take_id for scene in job.active_scenes if scene.take_id)
        return results.apply_film(
            job, evolve(film_copy.film, id=job.film_id, key=copies[film_copy.film.key], takes=takes)
        )

    job = await container.jobs.change(job.id, filmed)
    async with container.engine.begin() as connection:
        await connection.execute(_COPY, [{"old": old, "new": new} for old, new in copies.items()])
    return job


def _with_clip(job: Job, scene: Scene, made: Take, now: datetime, copies: dict[str, str]) -> Job:
    assert scene.take_id
    assert made.original_key
    assert made.working_key
    assert made.frames
    take_id, working = scene.take_id, working_key(job.id, scene.id, scene.take_id)
    original = original_key(job.id, scene.id, take_id)
    copies[made.original_key] = original
    old, new = made.working_key, working
    copies.update(zip(clip_keys(old, made.has_sound), clip_keys(new, made.has_sound), strict=True))
    clip = results.PreparedClip(working_key=working, frames=made.frames, size=made.size or 0, has_sound=made.has_sound)
    job = purchasing.reserve_budget(job, take_id, Decimal("0.25"))
    job = purchasing.record_order(purchasing.claim_order(job, take_id, None, now), take_id, f"test-{take_id}")
    return results.mark_prepared(results.mark_filmed(job, take_id, original), take_id, clip)
