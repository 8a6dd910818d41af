"""Jobs in every situation, built by the rules themselves."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from domain.base import evolve
from domain.brief import AssetType, Brief
from domain.errors import ErrorInfo
from domain.film_format import Transition
from domain.job.film.film_file import Film
from domain.job.filming.chains import NOT_CHAINED, chain_of
from domain.job.filming.choices import Filming
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job
from domain.job.scene import Scene
from domain.job.storyboard import Plan, Scenario, SceneText, ShotType
from domain.job.takes.left_out import Ingredient, LeftOut
from domain.job.takes.take import Still, Take
from domain.rules import results
from domain.rules.decide import decide
from domain.rules.messages import parse_message
from domain.rules.purchases import purchasing
from domain.rules.results import PreparedClip, StoredAsset
from domain.rules.scenes.scenes import scene_named
from domain.rules.scenes.takes import ImageModelChoice, VideoModelChoice

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
JOB = UUID("01890000-0000-7000-8000-000000000000")
MODEL_CHOICE = VideoModelChoice(
    provider="test",
    model="test-1",
    queue="greenlight",
    longest_clip=30,
    image=ImageModelChoice(provider="images", model="image-1"),
)
CHEAP_CHOICE = evolve(MODEL_CHOICE, model="test-cheap", final=MODEL_CHOICE)
"""The choice for takes of a job that is filmed as a draft."""

ERROR = ErrorInfo(code="input_rejected", message="not this picture")
PRICE = Decimal("0.25")
STILL = Still(provider="images", model="image-1", price=Decimal("0.05"))
BUSY = ErrorInfo(code="busy", message="come back later", retryable=True)
LEFT_OUT = LeftOut(what=Ingredient.PICTURE, reason="it cannot be opened", asset=JOB)
STORED = StoredAsset(type=AssetType.IMAGE, content_type="image/png", size=7, blob_key="assets/a")


def some_id(name: str) -> UUID:
    """Return the same id for the same name."""
    return uuid5(JOB, name)


def brief(**production: Any) -> Brief:
    return Brief.model_validate(
        {
            "context": {"clientId": "client"},
            "adBasics": {"productName": "Morrow", "duration": 6},
            "production": production,
        }
    )


def text(words: str, seconds: float = 2, transition: Transition = Transition.CUT) -> SceneText:
    return SceneText(
        scenario=Scenario.SOLUTION,
        duration=seconds,
        description=words,
        script=f"{words}, spoken",
        shot_type=ShotType.WIDE,
        transition=transition,
    )


def text_value(field: str) -> Any:
    """Return another value of that field of a scene's text than those of `text`."""
    other = {"scenario": "hook", "duration": 7.5, "shot_type": "close-up", "transition": "fade", "assets": (JOB,)}
    other["filming"] = Filming(seed=7)
    return other.get(field, f"another {field}")


def plan(*words: str) -> Plan:
    return Plan(scenes=tuple(text(each) for each in words), metadata={"model": "test"})


def asset(name: str = "picture") -> JobAsset:
    source = f"https://example.com/{name}"
    return JobAsset(
        id=some_id(name),
        type=AssetType.IMAGE,
        name=name,
        role="product",
        status=AssetStatus.PENDING,
        source_url=source,
    )


def pending(*assets: JobAsset, **production: Any) -> Job:
    return Job(id=JOB, brief=brief(**production), assets=assets, created_at=NOW, updated_at=NOW)


def generating(*assets: JobAsset, **production: Any) -> Job:
    return results.begin(pending(*assets, **production), NOW)


def write(job: Job, *words: str) -> Job:
    """Plan the current revision with one scene for each description."""
    ids = [some_id(f"scene {job.revision} {word}") for word in words]
    return results.apply_plan(job, job.revision, plan(*words), ids, NOW, MODEL_CHOICE)


def plan_revision(job: Job, revision: int, now: datetime, choice: VideoModelChoice = MODEL_CHOICE) -> Job:
    """Plan the revision with other scenes, or rewrite the one scene that is asked for."""
    only = job.current_storyboard.only if job.current_storyboard else None
    new = plan(*(f"draft {revision}.{number}" for number in range(1, 2 + revision % 3)))
    if only is not None:
        rewritten = text(f"only {revision}")
        new = Plan(scenes=tuple(rewritten if scene.number == only else scene.text for scene in job.active_scenes))
    ids = [some_id(f"scene {revision}.{position}") for position, _ in enumerate(new.scenes)]
    return results.apply_plan(job, revision, new, ids, now, choice)


def in_review(*words: str) -> Job:
    return write(generating(), *(words or ("one", "two", "three")))


def send(job: Job, action: str, request: str = "", **fields: Any) -> Job:
    """Return the job after the message. Errors: Refused."""
    return decide(job, parse_message(action, fields), request or f"{action} {fields}", NOW, MODEL_CHOICE)


def chained(job: Job, *numbers: int) -> Job:
    """Return the job with these scenes beginning where the one before ends."""
    for number in numbers:
        job = send(job, "scene_updated", scene=number, filming={"chainFromPrevious": True})
    return job


def filming(*words: str) -> Job:
    return send(in_review(*words), "approve_storyboard")


def scene_and_take(job: Job, number: int) -> tuple[Scene, Take]:
    """Return the scene of that number and its current take."""
    scene = scene_named(job, number)
    assert scene.take is not None
    return scene, scene.take


def take_of(job: Job, number: int = 1) -> Take:
    return scene_and_take(job, number)[1]


def price_of(take: Take) -> Decimal:
    """Return a price that differs between takes, and is greater than that of a still."""
    return Decimal("0.25") * (1 + take.number % 3)


def claim(job: Job, number: int) -> Job:
    """Claim the order of the scene's take, which begins where the scene before ends if the scene wants that."""
    _, take = scene_and_take(job, number)
    chain = chain_of(job, take) or NOT_CHAINED
    job = purchasing.begin_at(job, take.id, chain.previous, chain.frames)
    job = purchasing.reserve_budget(job, take.id, take.price or PRICE)
    return purchasing.claim_order(job, take.id, take.asked_at, NOW)


def order(job: Job, number: int) -> Job:
    _, take = scene_and_take(job, number)
    return purchasing.record_order(claim(job, number), take.id, f"order-{take.id}")


def film(job: Job, number: int) -> Job:
    """Order, film and prepare the scene's take."""
    _, take = scene_and_take(job, number)
    job = results.mark_filmed(order(job, number), take.id, f"{take.id}/original.mp4")
    return results.mark_prepared(job, take.id, clip_of(take))


def clip_of(take: Take) -> PreparedClip:
    assert take.text is not None
    seconds = take.text.duration
    return PreparedClip(working_key=f"{take.id}/working.mp4", frames=round(30 * seconds), size=1_000, has_sound=True)


def fail(job: Job, number: int, fault: ErrorInfo = ERROR) -> Job:
    return results.fail_take(job, scene_and_take(job, number)[1].id, fault)


def film_of(job: Job) -> Film:
    """Return the film of the job's clips."""
    assert job.film_id is not None
    takes = tuple(scene.clip.id for scene in job.active_scenes if scene.clip)
    return Film(id=job.film_id, key=f"films/{job.film_id}.mp4", frames=180, size=1_000, takes=takes, created_at=NOW)


def cutting(*words: str) -> Job:
    job = filming(*words)
    for scene in job.active_scenes:
        job = film(job, scene.number)
    return job


def completed(*words: str) -> Job:
    job = cutting(*words)
    return results.apply_film(job, film_of(job))


def awaiting_retry(*words: str) -> Job:
    """Return a job whose scenes are all filmed but the last one, which failed."""
    job = filming(*words)
    *others, last = [scene.number for scene in job.active_scenes]
    for number in others:
        job = film(job, number)
    return fail(job, last)


def failed_planning() -> Job:
    return results.fail_planning(generating(), 1, ERROR)


def failed_cutting() -> Job:
    job = cutting()
    return results.fail_cutting(job, film_of(job).id, ERROR)


def cancelled() -> Job:
    return send(in_review(), "cancel")


SITUATIONS: dict[str, Callable[[], Job]] = {
    "pending": pending,
    "generating_scenes": generating,
    "storyboard_review": in_review,
    "processing": lambda: film(filming(), 1),
    "processing with a failed scene": lambda: fail(film(filming(), 1), 2),
    "awaiting_retry": awaiting_retry,
    "completed": completed,
    "failed (planning)": failed_planning,
    "failed (cutting)": failed_cutting,
    "cancelled": cancelled,
}
"""A job in each situation of the action table."""
