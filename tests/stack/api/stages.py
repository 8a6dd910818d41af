"""Bring stored jobs to a status by the domain's own rules, as a worker does."""

from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from api.container import Container
from domain.base import evolve
from domain.film_format import Transition
from domain.job.film.film_file import Film
from domain.job.filming.first_frame import FirstFrame
from domain.job.model import Job
from domain.job.storyboard import Plan, Scenario, SceneText, ShotType
from domain.job.takes.vendor_file import FileStatus
from domain.rules import results
from domain.rules.messages import ApproveStoryboard
from domain.rules.purchases import purchasing
from domain.rules.results import PreparedClip
from domain.rules.scenes.scenes import scene_named
from domain.rules.scenes.takes import VideoModelChoice
from domain.storage_keys import film_key, first_frame_key, original_key, working_key

MODEL_CHOICE = VideoModelChoice(provider="animatic", model="animatic-1", queue="greenlight-render")


def text(scenario: Scenario, description: str = "A tin in morning light") -> SceneText:
    return SceneText(
        scenario=scenario,
        duration=4,
        description=description,
        script="One minute. That is all it takes.",
        shot_type=ShotType.CLOSE_UP,
        transition=Transition.CUT,
        camera="slow push in",
    )


PLAN = Plan(scenes=(text(Scenario.HOOK), text(Scenario.SOLUTION), text(Scenario.CTA)))


async def planned(container: Container, job_id: UUID, plan: Plan = PLAN) -> Job:
    """Write the job's storyboard, which then waits for approval."""
    await container.jobs.change(job_id, results.begin)
    ids = [uuid4() for _ in plan.scenes]
    return await container.jobs.change(
        job_id, lambda job, now: results.apply_plan(job, job.revision, plan, ids, now, MODEL_CHOICE)
    )


async def approved(container: Container, job_id: UUID) -> Job:
    await planned(container, job_id)
    await container.jobs.apply(job_id, str(uuid4()), ApproveStoryboard())
    return await container.jobs.load(job_id)


async def filmed(container: Container, job_id: UUID, scene_number: int, folder: Path) -> Job:
    """Give the scene its clip. The bytes of scene 2 are `original of 2` and `working of 2`."""
    job = await container.jobs.load(job_id)
    scene = scene_named(job, scene_number)
    assert scene.take_id
    take = scene.take_id
    original, working = original_key(job_id, scene.id, take), working_key(job_id, scene.id, take)
    await stored(container, original, b"original of %d" % scene_number, folder)
    await stored(container, working, b"working of %d" % scene_number, folder)
    clip = PreparedClip(working_key=working, frames=120, size=1000, has_sound=False)
    await container.jobs.change(job_id, lambda job, _: purchasing.reserve_budget(job, take, Decimal("0.25")))
    await container.jobs.change(job_id, lambda job, now: purchasing.claim_order(job, take, None, now))
    await container.jobs.change(job_id, lambda job, _: purchasing.record_order(job, take, f"animatic-{take}"))
    await container.jobs.change(job_id, lambda job, _: results.mark_filmed(job, take, original))
    return await container.jobs.change(job_id, lambda job, _: results.mark_prepared(job, take, clip))


async def completed(container: Container, job_id: UUID, folder: Path) -> Job:
    """Give every scene its clip and the job its film, whose bytes are `the film`."""
    job = await approved(container, job_id)
    for scene in job.active_scenes:
        job = await filmed(container, job_id, scene.number, folder)
    assert job.film_id
    key = film_key(job_id, job.film_id)
    await stored(container, key, b"the film", folder)
    takes = tuple(scene.take_id for scene in job.active_scenes if scene.take_id)
    film = Film(id=job.film_id, key=key, frames=360, size=8, takes=takes, created_at=job.updated_at)
    return await container.jobs.change(job_id, lambda job, _: results.apply_film(job, film))


async def first_frame_of(container: Container, job: Job, folder: Path, scene_number: int = 1) -> UUID:
    """Give the scene a first frame, which is chosen and costs 0.04. Its bytes are `a picture`. Return its id."""
    scene = scene_named(job, scene_number)
    frame = FirstFrame(
        id=uuid4(),
        scene_id=scene.id,
        number=1 + len([each for each in job.first_frames if each.scene_id == scene.id]),
        request=str(uuid4()),
        text=scene.text,
        provider="images",
        model="image-1",
        orders=1,
        order_id=f"images-{uuid4()}",
        asked_at=job.updated_at,
        price=Decimal("0.04"),
        cost=Decimal("0.04"),
        status=FileStatus.DONE,
        created_at=job.updated_at,
    )
    frame = evolve(frame, key=first_frame_key(job.id, frame.id), size=9)
    await stored(container, frame.key or "", b"a picture", folder, "image/jpeg")
    chosen = evolve(scene, first_frame_id=frame.id)
    await container.jobs.change(job.id, lambda job, _: job.with_first_frame(frame).with_scenes(chosen))
    return frame.id


async def stored(container: Container, key: str, content: bytes, folder: Path, kind: str = "video/mp4") -> None:
    path = folder / uuid4().hex
    path.write_bytes(content)
    await container.storage.put(key, path, kind)
