"""`temporal workflow reset` to every event: a run forgets, the job does not."""

import pytest
from aiohttp import web

from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from runtime.gateway import workflow_id
from tests.chaos.operator import WITHOUT_MESSAGES, Operator
from tests.studio import Studio

MESSAGES = pytest.mark.parametrize("flags", [(), WITHOUT_MESSAGES], ids=["messages kept", "messages dropped"])


async def filming(studio: Studio) -> Job:
    """Both scenes are ordered, and the vendor takes its time."""
    studio.vendor.slow.clear()
    job = await studio.in_review()
    await studio.act(job, "approve_storyboard")
    await studio.vendor.until_ordered(2)
    return await studio.reach(
        job, JobStatus.PROCESSING, lambda now: all(scene.take and scene.take.order_id for scene in now.active_scenes)
    )


async def parked(studio: Studio) -> Job:
    """One scene has failed, and the job waits for a decision."""
    studio.vendor.faults["refuse"] = [lambda: web.json_response({"error": "not this picture"}, status=422)]
    job = await studio.in_review()
    await studio.act(job, "approve_storyboard")
    return await studio.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)


@MESSAGES
async def test_a_finished_job_stays_finished_and_unchanged(
    open_studio: Studio, operator: Operator, flags: tuple[str, ...]
) -> None:
    job = await open_studio.in_review()
    await open_studio.act(job, "regenerate_scene", sceneNumber=2)
    await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await open_studio.act(job, "approve_storyboard", storyboardRevision=2)
    before = await open_studio.reach(job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)

    assert await operator.reset_to_each_event(workflow_id(job), *flags) > 10

    await operator.until_closed(job)
    assert await open_studio.made.jobs.load(job) == before
    assert set(open_studio.vendor.accepted.values()) == {1}


@MESSAGES
async def test_a_job_that_is_being_filmed_is_not_filmed_twice(
    open_studio: Studio, operator: Operator, flags: tuple[str, ...]
) -> None:
    job = (await filming(open_studio)).id

    assert await operator.reset_to_each_event(workflow_id(job), *flags) > 5
    open_studio.vendor.slow.set()
    await operator.until_closed(job)

    assert (await open_studio.made.jobs.load(job)).status is JobStatus.COMPLETED
    assert set(open_studio.vendor.accepted.values()) == {1}
    assert len(open_studio.vendor.accepted) == 2


@MESSAGES
async def test_a_parked_job_waits_on_and_can_be_retried(
    open_studio: Studio, operator: Operator, flags: tuple[str, ...]
) -> None:
    before = await parked(open_studio)

    assert await operator.reset_to_each_event(workflow_id(before.id), *flags) > 5
    await operator.reconcile()

    assert await open_studio.made.jobs.load(before.id) == before
    await open_studio.act(before.id, "retry_failed_scenes")
    await open_studio.reach(before.id, JobStatus.COMPLETED)
    assert set(open_studio.vendor.accepted.values()) == {1}
    assert len(open_studio.vendor.accepted) == 2


@MESSAGES
async def test_a_storyboard_is_never_approved_that_nobody_saw(
    idle_studio: Studio, operator: Operator, flags: tuple[str, ...]
) -> None:
    """The approval of the first draft came too early, and was refused; a reset brings it again, in review."""
    job = await idle_studio.create()
    await operator.signal(job, "approve_storyboard")
    async with idle_studio.worker():
        await idle_studio.reach(job, JobStatus.STORYBOARD_REVIEW)
        await operator.signal(job, "reject_storyboard", feedback="calmer")
        before = await idle_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)

        assert await operator.reset_to_each_event(workflow_id(job), *flags) > 5
        await operator.reconcile()

        assert await idle_studio.made.jobs.load(job) == before
        await idle_studio.act(job, "approve_storyboard", storyboardRevision=2)
        await idle_studio.reach(job, JobStatus.COMPLETED)


async def test_what_signals_did_is_not_done_again(open_studio: Studio, operator: Operator) -> None:
    job = await open_studio.in_review()
    await operator.signal(job, "reject_storyboard", feedback="calmer")
    await open_studio.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await operator.signal(job, "approve_storyboard")
    before = await open_studio.reach(job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)

    await operator.reset_to_each_event(workflow_id(job))

    await operator.until_closed(job)
    assert await open_studio.made.jobs.load(job) == before
    assert set(open_studio.vendor.accepted.values()) == {1}


@pytest.mark.parametrize("point", ["FirstWorkflowTask", "LastWorkflowTask"])
async def test_the_points_that_have_names_do_no_harm_either(
    open_studio: Studio, operator: Operator, point: str
) -> None:
    before = await open_studio.completed()
    await open_studio.run_ended(before.id)

    await operator.reset(workflow_id(before.id), "--type", point)

    await operator.until_closed(before.id)
    assert await open_studio.made.jobs.load(before.id) == before
    assert set(open_studio.vendor.accepted.values()) == {1}


async def test_a_take_reset_by_itself_is_not_ordered_again(open_studio: Studio, operator: Operator) -> None:
    job = await filming(open_studio)
    take = job.active_scenes[0].take
    assert take is not None

    await operator.reset_to_each_event(f"take-{take.id}")
    open_studio.vendor.slow.set()
    after = await open_studio.reach(job.id, JobStatus.COMPLETED)
    await open_studio.run_ended(job.id)
    await operator.reset_to_each_event(f"take-{take.id}")

    assert await open_studio.made.jobs.load(job.id) == after
    assert set(open_studio.vendor.accepted.values()) == {1}
