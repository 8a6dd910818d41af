"""The workflow of one take, without its job."""

import asyncio
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.client import WorkflowFailureError
from temporalio.worker import Worker

from activities.common.inputs import TakeTask
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
