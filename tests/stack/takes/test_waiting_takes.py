"""What happens while a vendor makes the clips of takes."""

import asyncio
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowFailureError
from temporalio.worker import Worker

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingStep, WaitFor
from domain.job.model import Job, JobStatus
from domain.job.takes.take import TakeStatus
from domain.task_queues import MAIN_QUEUE
from runtime.gateway import take_workflow_id
from tests.harness.pipeline import VendorPipeline
from workflows.scene import SceneInput, SceneWorkflow

WAITS = FilmingStep(wait_for=WaitFor.NEWS, vendor="test")


async def filming(pipeline: VendorPipeline) -> Job:
    """A job whose takes the vendor has until `vendor.slow` is set."""
    pipeline.vendor.slow.clear()
    job = await pipeline.in_review()
    await pipeline.act(job, "approve_storyboard")
    return await pipeline.until(
        job, lambda now: all(scene.take and scene.take.status is TakeStatus.ORDERED for scene in now.active_scenes)
    )


async def test_a_take_whose_order_the_vendor_has_holds_neither_an_activity_nor_a_timer(
    pipeline: VendorPipeline,
) -> None:
    job = await filming(pipeline)
    take = pipeline.client.get_workflow_handle(take_workflow_id(job.active_scenes[0].take_id or uuid4()))

    async with asyncio.timeout(10):
        while (await take.describe()).raw_description.pending_activities:
            await asyncio.sleep(0.05)
    events = (await take.fetch_history()).events

    assert not any(event.HasField("timer_started_event_attributes") for event in events)
    assert "test" in await pipeline.current_details(take.id)


async def test_orders_that_are_done_are_seen_within_five_seconds(pipeline: VendorPipeline) -> None:
    job = await filming(pipeline)
    async with asyncio.timeout(30):
        while not all(order.progress for order in await pipeline.adapters.open_orders.of("test")):
            await asyncio.sleep(0.05)

    pipeline.vendor.slow.set()
    async with asyncio.timeout(5 + 5):  # the machine may be busy
        while await pipeline.adapters.open_orders.of("test"):
            await asyncio.sleep(0.05)
    await pipeline.reach(job.id, JobStatus.COMPLETED)


async def test_a_worker_that_is_stopped_leaves_its_collector_to_another(idle_pipeline: VendorPipeline) -> None:
    async with idle_pipeline.worker():
        job = await filming(idle_pipeline)
    idle_pipeline.vendor.slow.set()

    async with idle_pipeline.worker():
        await idle_pipeline.reach(job.id, JobStatus.COMPLETED)

    assert set(idle_pipeline.vendor.accepted.values()) == {1}


async def test_a_job_that_is_cancelled_while_its_takes_wait_ends_and_cancels_their_orders(
    pipeline: VendorPipeline,
) -> None:
    job = await filming(pipeline)

    await pipeline.act(job.id, "cancel")
    await pipeline.run_ended(job.id)

    assert len(pipeline.vendor.cancelled) == len(job.active_scenes)
    assert await pipeline.adapters.open_orders.of("test") == []


async def test_news_that_comes_while_a_take_is_looked_at_is_not_lost(pipeline: VendorPipeline) -> None:
    is_looking, may_answer, looks = asyncio.Event(), asyncio.Event(), list[int]()

    @activity.defn(name="generate_clip")
    async def generate(_: TakeTask) -> FilmingStep:
        looks.append(1)
        is_looking.set()
        await may_answer.wait()
        return WAITS if len(looks) == 1 else FilmingStep()

    take = SceneInput(job=str(uuid4()), take=str(uuid4()), queue=f"looking-{uuid4()}")
    async with Worker(pipeline.client, task_queue=take.queue, activities=[generate]):
        filming = await pipeline.client.start_workflow(
            SceneWorkflow.run, take, id=f"take-{take.take}", task_queue=MAIN_QUEUE
        )
        async with asyncio.timeout(30):
            await is_looking.wait()
            await filming.signal(SceneWorkflow.news)
            may_answer.set()
            while len(looks) < 2:
                await asyncio.sleep(0.05)


async def test_a_take_that_is_cancelled_while_it_waits_for_news_ends_at_once(pipeline: VendorPipeline) -> None:
    @activity.defn(name="generate_clip")
    async def generate(_: TakeTask) -> FilmingStep:
        return WAITS

    take = SceneInput(job=str(uuid4()), take=str(uuid4()), queue=f"waiting-{uuid4()}")
    async with Worker(pipeline.client, task_queue=take.queue, activities=[generate]):
        filming = await pipeline.client.start_workflow(
            SceneWorkflow.run, take, id=f"take-{take.take}", task_queue=MAIN_QUEUE
        )
        async with asyncio.timeout(30):
            while "test" not in await pipeline.current_details(filming.id):
                await asyncio.sleep(0.05)
            await filming.cancel()
            with pytest.raises(WorkflowFailureError):
                await filming.result()
