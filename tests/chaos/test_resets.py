"""`temporal workflow reset` to every event: the run starts over, the job keeps its state."""

import pytest
from aiohttp import web

from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import progress
from runtime.gateway import workflow_id
from tests.chaos.operator import WITHOUT_MESSAGES, Operator
from tests.harness.pipeline import VendorPipeline

MESSAGES = pytest.mark.parametrize(
    "flags",
    [
        pytest.param((), id="messages kept"),
        pytest.param(WITHOUT_MESSAGES, id="messages dropped", marks=pytest.mark.thorough),
    ],
)


async def filming(pipeline: VendorPipeline) -> Job:
    """A job both of whose scenes are ordered, while the vendor does not finish them."""
    pipeline.vendor.slow.clear()
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    await pipeline.vendor.until_ordered(2)
    return await pipeline.reach(
        job, JobStatus.PROCESSING, lambda now: all(scene.take and scene.take.order_id for scene in now.active_scenes)
    )


async def parked(pipeline: VendorPipeline) -> Job:
    """A job of which one scene failed and that waits for a decision."""
    pipeline.vendor.faults["refuse"] = [lambda: web.json_response({"error": "not this picture"}, status=422)]
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    return await pipeline.reach(job, JobStatus.PROCESSING, lambda now: progress(now).stage is Stage.AWAITING_RETRY)


@MESSAGES
async def test_a_finished_job_stays_finished_and_unchanged(
    pipeline: VendorPipeline, operator: Operator, flags: tuple[str, ...]
) -> None:
    job = await pipeline.in_review()
    await pipeline.act(job, "regenerate_scene", sceneNumber=2)
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await pipeline.act(job, "approve_storyboard", storyboardRevision=2)
    before = await pipeline.reach(job, JobStatus.COMPLETED)
    await pipeline.run_ended(job)
    told = await pipeline.audit_trail(job)

    await operator.reset_to_each_event(workflow_id(job), *flags)

    await operator.until_closed(job)
    assert await pipeline.adapters.jobs.load(job) == before
    assert await pipeline.audit_trail(job) == told
    assert set(pipeline.vendor.accepted.values()) == {1}


@MESSAGES
async def test_a_job_that_is_being_filmed_is_not_filmed_twice(
    pipeline: VendorPipeline, operator: Operator, flags: tuple[str, ...]
) -> None:
    job = (await filming(pipeline)).id

    await operator.reset_to_each_event(workflow_id(job), *flags)
    pipeline.vendor.slow.set()
    await operator.until_closed(job)

    assert (await pipeline.adapters.jobs.load(job)).status is JobStatus.COMPLETED
    assert set(pipeline.vendor.accepted.values()) == {1}
    assert len(pipeline.vendor.accepted) == 2


@MESSAGES
async def test_a_scene_that_continues_the_one_before_is_filmed_once_and_after_it(
    pipeline: VendorPipeline, operator: Operator, flags: tuple[str, ...]
) -> None:
    pipeline.vendor.slow.clear()
    job = await pipeline.in_review()
    await pipeline.act(job, "scene_updated", scene=2, filming={"chainFromPrevious": True})
    await pipeline.act(job, "approve_storyboard")
    await pipeline.vendor.until_ordered(1)
    await pipeline.until(job, lambda now: now.active_scenes[0].take and now.active_scenes[0].take.order_id)

    await operator.reset_to_each_event(workflow_id(job), *flags)
    first, second = (scene.take for scene in (await pipeline.adapters.jobs.load(job)).active_scenes)
    assert first
    assert second
    assert pipeline.vendor.accepted == {str(first.id): 1}
    pipeline.vendor.slow.set()
    await operator.until_closed(job)
    before = await pipeline.adapters.jobs.load(job)
    assert before.status is JobStatus.COMPLETED
    for workflow in (workflow_id(job), f"take-{first.id}", f"take-{second.id}"):
        await operator.reset_to_each_event(workflow, *flags)

    await operator.until_closed(job)
    assert await pipeline.adapters.jobs.load(job) == before
    assert pipeline.vendor.accepted == {str(first.id): 1, str(second.id): 1}


@MESSAGES
async def test_a_parked_job_waits_on_and_can_be_retried(
    pipeline: VendorPipeline, operator: Operator, flags: tuple[str, ...]
) -> None:
    before = await parked(pipeline)

    await operator.reset_to_each_event(workflow_id(before.id), *flags)
    await pipeline.reconcile()

    assert await pipeline.adapters.jobs.load(before.id) == before
    await pipeline.act(before.id, "retry_failed_scenes")
    await pipeline.reach(before.id, JobStatus.COMPLETED)
    assert set(pipeline.vendor.accepted.values()) == {1}
    assert len(pipeline.vendor.accepted) == 2


@MESSAGES
async def test_a_storyboard_is_never_approved_that_nobody_saw(
    idle_pipeline: VendorPipeline, operator: Operator, flags: tuple[str, ...]
) -> None:
    """An approval came before the draft and was refused; a reset delivers it again during the review."""
    job = await idle_pipeline.create()
    await operator.signal(job, "approve_storyboard")
    async with idle_pipeline.worker():
        await idle_pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)
        await operator.signal(job, "reject_storyboard", feedback="calmer")
        before = await idle_pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)

        await operator.reset_to_each_event(workflow_id(job), *flags)
        await idle_pipeline.reconcile()

        assert await idle_pipeline.adapters.jobs.load(job) == before
        await idle_pipeline.act(job, "approve_storyboard", storyboardRevision=2)
        await idle_pipeline.reach(job, JobStatus.COMPLETED)


async def test_what_signals_did_is_not_done_again(pipeline: VendorPipeline, operator: Operator) -> None:
    job = await pipeline.in_review()
    await operator.signal(job, "reject_storyboard", feedback="calmer")
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW, lambda now: now.revision == 2)
    await operator.signal(job, "approve_storyboard")
    before = await pipeline.reach(job, JobStatus.COMPLETED)
    await pipeline.run_ended(job)

    await operator.reset_to_each_event(workflow_id(job))

    await operator.until_closed(job)
    assert await pipeline.adapters.jobs.load(job) == before
    assert set(pipeline.vendor.accepted.values()) == {1}


@pytest.mark.thorough
@pytest.mark.parametrize("point", ["FirstWorkflowTask", "LastWorkflowTask"])
async def test_the_points_that_have_names_do_no_harm_either(
    pipeline: VendorPipeline, operator: Operator, point: str
) -> None:
    before = await pipeline.completed()
    await pipeline.run_ended(before.id)

    await operator.reset(workflow_id(before.id), "--type", point)

    await operator.until_closed(before.id)
    assert await pipeline.adapters.jobs.load(before.id) == before
    assert set(pipeline.vendor.accepted.values()) == {1}


async def test_a_take_reset_by_itself_is_not_ordered_again(pipeline: VendorPipeline, operator: Operator) -> None:
    job = await filming(pipeline)
    take = job.active_scenes[0].take
    assert take is not None

    await operator.reset_to_each_event(f"take-{take.id}")
    pipeline.vendor.slow.set()
    after = await pipeline.reach(job.id, JobStatus.COMPLETED)
    await pipeline.run_ended(job.id)
    await operator.reset_to_each_event(f"take-{take.id}")

    assert await pipeline.adapters.jobs.load(job.id) == after
    assert set(pipeline.vendor.accepted.values()) == {1}
