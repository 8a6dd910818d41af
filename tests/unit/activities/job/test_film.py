"""Generating a clip while the database, or the vendor, is away."""

import asyncio
from datetime import datetime
from unittest.mock import create_autospec

import pytest
from temporalio.testing import ActivityEnvironment

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingActivities, FilmingStep, WaitFor
from domain.base import evolve
from domain.errors import DatabaseUnavailable, ErrorInfo, InputRejected, NotAccepted, Transient
from domain.job.filming.vendor_queue import queued_takes
from domain.job.job_asset import AssetStatus
from domain.job.takes.left_out import Ingredient
from domain.job.takes.take import TakeStatus
from domain.ports.editor import Editor
from domain.ports.storage import Storage
from domain.rules.purchases import purchasing
from tests.unit.activities.in_memory import JobInMemory, NoCapacity, OneVideoModel, catalog
from tests.unit.domain.jobs import ERROR, JOB, LATER, NOW, asset, filming, order, scene_and_take, take_of

TAKE = scene_and_take(filming(), 1)[1].id


async def generate(jobs: JobInMemory, model: OneVideoModel) -> FilmingStep:
    filming_activities = FilmingActivities(jobs, create_autospec(Storage), create_autospec(Editor), catalog(model))
    return await ActivityEnvironment().run(filming_activities.generate, TakeTask(job=JOB, take=TAKE))


async def done() -> None:
    """The clip is there at once."""


@pytest.mark.parametrize("method", ["load", "change"])
async def test_a_database_outage_is_raised_and_changes_nothing_of_the_scene(method: str) -> None:
    jobs = JobInMemory(filming())
    jobs.outages[method] = 1

    with pytest.raises(DatabaseUnavailable):
        await generate(jobs, OneVideoModel(done))

    take = scene_and_take(jobs.job, 1)[1]
    assert take.failing_since is None, "an outage does not count towards giveUpAfter"
    assert (take.error, take.attempt, take.next_retry_at) == (None, 0, None)


async def test_a_temporary_error_of_the_vendor_is_recorded_in_the_scene() -> None:
    jobs = JobInMemory(order(filming(), 1))

    async def fail() -> None:
        raise Transient("test: busy")

    with pytest.raises(Transient):
        await generate(jobs, OneVideoModel(fail))

    take = scene_and_take(jobs.job, 1)[1]
    assert take.failing_since is not None
    assert take.error is not None
    assert take.error.message == "test: busy"


@pytest.mark.parametrize(("is_failing", "since"), [(False, None), (True, NOW)])
async def test_a_take_that_waits_for_capacity_of_a_vendor_that_answers_is_not_failing_any_more(
    is_failing: bool, since: datetime | None
) -> None:
    busy = ErrorInfo.of(NotAccepted("not now"))
    jobs = NoCapacity(purchasing.postpone(filming(), TAKE, busy, NOW, LATER), is_failing=is_failing)

    step = await generate(jobs, OneVideoModel(done))

    assert step == FilmingStep(wait_for=WaitFor.CAPACITY, vendor="test")
    assert (take_of(jobs.job).failing_since, TAKE in queued_takes(jobs.job)) == (since, not is_failing)


async def test_progress_is_reported_again_after_a_database_outage() -> None:
    jobs, reports, enough = JobInMemory(order(filming(), 1)), list[float](), asyncio.Event()
    jobs.outages["report"] = 1

    def count(progress: float) -> None:
        reports.append(progress)
        if len(reports) == 2:
            enough.set()

    async def film() -> None:
        async with asyncio.timeout(10):
            await enough.wait()

    jobs.on_report = count
    await generate(jobs, OneVideoModel(film))

    assert reports == [0.5, 0.5]
    assert scene_and_take(jobs.job, 1)[1].status is TakeStatus.FILMED


class FromAStill(OneVideoModel):
    begins_from_a_still = True


async def test_pictures_that_cannot_be_a_first_frame_are_noted_before_the_vendor_is_asked() -> None:
    broken, gone = asset("broken"), asset("gone")
    ready = evolve(broken, status=AssetStatus.READY, blob_key="assets/broken")
    job = evolve(filming(), assets=(ready, evolve(gone, status=AssetStatus.FAILED, error=ERROR)))
    take = take_of(job)
    assert take.text
    job = job.with_take(evolve(take, text=evolve(take.text, assets=(broken.id, gone.id))))
    jobs, editor = JobInMemory(job), create_autospec(Editor)
    editor.preview.side_effect = InputRejected(f"{broken.id} cannot be opened as a picture")

    async def fail() -> None:
        raise Transient("test: busy")

    activities = FilmingActivities(jobs, create_autospec(Storage), editor, catalog(FromAStill(fail)))
    with pytest.raises(Transient):
        await ActivityEnvironment().run(activities.generate, TakeTask(job=JOB, take=TAKE))

    assert {(part.what, part.asset, part.reason) for part in take_of(jobs.job).left_out} == {
        (Ingredient.PICTURE, broken.id, "cannot be opened as a picture"),
        (Ingredient.PICTURE, gone.id, ERROR.message),
    }
