"""`temporal workflow reset` to every event: nothing is ordered twice, nothing is stuck, the status is right."""

import asyncio
from uuid import UUID

import pytest
from aiohttp import web
from temporalio.api.enums.v1 import EventType

from domain.job import Job, JobStatus, SceneStatus, Stage
from domain.progress import progress
from runtime.gateway import workflow_id
from tests.studio import PATIENCE, Studio
from tests.workflows.temporal_cli import signal, temporal
from tests.workflows.test_temporal_cli import reconcile

REAPPLY = [(), ("--reapply-exclude", "All")]


async def points(on: Studio, job: UUID) -> tuple[str, list[int]]:
    """The newest run, and each event of it to which it can be reset."""
    handle = on.client.get_workflow_handle(workflow_id(job))
    run = (await handle.describe()).run_id
    completed = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    return run, [event.event_id for event in (await handle.fetch_history()).events if event.event_type == completed]


async def reset(on: Studio, job: UUID, run: str, event: int, reapply: tuple[str, ...]) -> None:
    where = ("--workflow-id", workflow_id(job), "--run-id", run, "--event-id", str(event))
    await temporal(on, "workflow", "reset", *where, "--reason", "test", *reapply)


def ordered_once(on: Studio) -> bool:
    return set(on.vendor.accepted.values()) <= {1}


async def healed(on: Studio, job: UUID, status: JobStatus) -> Job:
    """The job once it has that status, the reconciler coming by now and then, as its schedule has it."""
    async with asyncio.timeout(PATIENCE):
        while (now := await on.made.jobs.load(job)).status is not status:
            await reconcile(on)
    return now


async def by_signals(on: Studio) -> UUID:
    """A job that was rejected once and then approved, all from the command line."""
    job = await on.in_review()
    await signal(on, workflow_id(job), "reject_storyboard", {"feedback": "warmer"})
    await on.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await signal(on, workflow_id(job), "approve_storyboard")
    return job


async def by_updates(on: Studio) -> UUID:
    """The same over HTTP's way."""
    job = await on.in_review()
    await on.act(job, "reject_storyboard", feedback="warmer")
    await on.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await on.act(job, "approve_storyboard")
    return job


@pytest.mark.parametrize("reapply", REAPPLY, ids=["reapplied", "not-reapplied"])
@pytest.mark.parametrize("approved", [by_signals, by_updates])
async def test_a_finished_job_stays_finished(open_studio: Studio, approved: object, reapply: tuple[str, ...]) -> None:
    job = await (by_signals if approved is by_signals else by_updates)(open_studio)
    before = await open_studio.reach(job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)
    run, events = await points(open_studio, job)

    for event in events:
        await reset(open_studio, job, run, event, reapply)

    await reconcile(open_studio)
    await open_studio.run_ended(job)
    after = await open_studio.made.jobs.load(job)
    assert after.status is JobStatus.COMPLETED
    assert (after.film, after.revision, after.living) == (before.film, before.revision, before.living)
    assert ordered_once(open_studio)


@pytest.mark.parametrize("reapply", REAPPLY, ids=["reapplied", "not-reapplied"])
async def test_a_filming_job_goes_on_with_the_orders_it_has(open_studio: Studio, reapply: tuple[str, ...]) -> None:
    open_studio.vendor.slow.clear()
    job = await by_signals(open_studio)
    await open_studio.vendor.until_ordered(3)
    run, events = await points(open_studio, job)

    for event in events:
        await reset(open_studio, job, run, event, reapply)
    open_studio.vendor.slow.set()

    await healed(open_studio, job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)
    assert open_studio.vendor.accepted.total() == 3
    assert not open_studio.vendor.cancelled


@pytest.mark.parametrize("reapply", REAPPLY, ids=["reapplied", "not-reapplied"])
async def test_a_parked_job_waits_for_its_decision_still(open_studio: Studio, reapply: tuple[str, ...]) -> None:
    open_studio.vendor.faults["refuse"] = [lambda: web.json_response({"error": "no"}, status=422)]
    job = await by_signals(open_studio)
    await open_studio.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)
    run, events = await points(open_studio, job)

    for event in events:
        await reset(open_studio, job, run, event, reapply)
    await reconcile(open_studio)

    parked = await open_studio.made.jobs.load(job)
    assert progress(parked).stage is Stage.AWAITING_RETRY
    assert [scene.status for scene in parked.living].count(SceneStatus.FAILED) == 1
    assert open_studio.vendor.accepted.total() == 2
    await signal(open_studio, workflow_id(job), "retry_failed_scenes")
    await healed(open_studio, job, JobStatus.COMPLETED)
    assert ordered_once(open_studio)


async def test_a_storyboard_that_nobody_saw_is_not_approved_by_a_reset(open_studio: Studio) -> None:
    job = await open_studio.in_review()
    await open_studio.act(job, "approve_storyboard", storyboardRevision=1)
    await open_studio.reach(job, JobStatus.COMPLETED)
    await open_studio.run_ended(job)
    run, events = await points(open_studio, job)

    await reset(open_studio, job, run, events[0], ())

    await open_studio.run_ended(job)
    assert (await open_studio.made.jobs.load(job)).revision == 1
    assert ordered_once(open_studio)


async def test_a_take_whose_run_is_reset_is_not_ordered_again(open_studio: Studio) -> None:
    open_studio.vendor.slow.clear()
    job = await by_updates(open_studio)
    await open_studio.vendor.until_ordered(3)
    take = (await open_studio.made.jobs.load(job)).living[0].take_id
    await asyncio.gather(
        temporal(
            open_studio,
            *("workflow", "reset", "--workflow-id", f"take-{take}", "--type", "FirstWorkflowTask"),
            *("--reason", "test"),
        )
    )

    open_studio.vendor.slow.set()

    await open_studio.reach(job, JobStatus.COMPLETED)
    assert open_studio.vendor.accepted.total() == 3
