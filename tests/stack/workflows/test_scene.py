"""The workflow of one take, without its job."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowFailureError
from temporalio.exceptions import CancelledError
from temporalio.worker import Worker

from activities.common.inputs import TakeTask
from activities.job.clips.film import FilmingStep, WaitFor
from domain.task_queues import MAIN_QUEUE
from tests.harness.pipeline import VendorPipeline
from workflows.scene import SceneInput, SceneWorkflow


async def test_a_take_cancelled_while_its_worker_stops_is_not_recorded_as_failed(
    pipeline: VendorPipeline,
) -> None:
    """Another run may film it by now."""
    started = asyncio.Event()

    @activity.defn(name="generate_clip")
    async def dies(_: TakeTask) -> None:
        """Never answer, as a worker that was killed."""
        started.set()
        await asyncio.Event().wait()

    take = SceneInput(job=str(uuid4()), take=str(uuid4()), queue=f"dying-{uuid4()}", has_feedback=False)
    async with Worker(pipeline.client, task_queue=take.queue, activities=[dies]):
        making = await pipeline.client.start_workflow(
            SceneWorkflow.run, take, id=f"take-{take.take}", task_queue=MAIN_QUEUE
        )
        async with asyncio.timeout(30):
            await started.wait()
        await making.cancel()
        with pytest.raises(WorkflowFailureError):
            await making.result()

    events = (await making.fetch_history()).events
    done = [event.activity_task_scheduled_event_attributes.activity_type.name for event in events]
    assert [name for name in done if name] == ["generate_clip"]


async def test_a_take_cancelled_when_its_order_is_sent_already_does_not_wait_for_news(
    pipeline: VendorPipeline,
) -> None:
    started = asyncio.Event()

    @activity.defn(name="generate_clip")
    async def outruns_its_cancellation(_: TakeTask) -> FilmingStep:
        started.set()
        with suppress(asyncio.CancelledError):
            while True:
                activity.heartbeat()
                await asyncio.sleep(0.1)
        return FilmingStep(wait_for=WaitFor.NEWS, vendor="test")

    take = SceneInput(job=str(uuid4()), take=str(uuid4()), queue=f"outrun-{uuid4()}", has_feedback=False)
    often = timedelta(milliseconds=100)
    async with Worker(
        pipeline.client,
        task_queue=take.queue,
        activities=[outruns_its_cancellation],
        max_heartbeat_throttle_interval=often,
        default_heartbeat_throttle_interval=often,
    ):
        making = await pipeline.client.start_workflow(
            SceneWorkflow.run, take, id=f"take-{take.take}", task_queue=MAIN_QUEUE
        )
        async with asyncio.timeout(30):
            await started.wait()
            await making.cancel()
            with pytest.raises(WorkflowFailureError) as ended:
                await making.result()

    assert isinstance(ended.value.cause, CancelledError)
