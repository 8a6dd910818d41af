"""What an operator does to workflows by hand, and waiting until they have nothing to do."""

import asyncio
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from temporalio.api.enums.v1 import EventType, PendingActivityState
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import WorkflowExecutionStatus

from runtime.gateway import workflow_id
from tests.harness.pipeline import Pipeline

RUNNING = WorkflowExecutionStatus.RUNNING
WITHOUT_MESSAGES = ("--reapply-exclude", "All")

_TASK_ENDED = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
)
"""Events to which Temporal can reset a run."""


_AT_VENDORS = ("generate_clip", "speak_line", "draw_first_frame")


@dataclass(frozen=True)
class Operator:
    pipeline: Pipeline

    async def signal(self, job: UUID, name: str, **fields: Any) -> None:
        await self.pipeline.temporal_cli.signal(workflow_id(job), name, fields or None)

    async def reset_to_each_event(self, workflow: str, *flags: str) -> None:
        """Reset the present run to each of its events, one after the other. How many they are depends on the load."""
        handle = self.pipeline.client.get_workflow_handle(workflow)
        run = (await handle.describe()).run_id
        events = [event async for event in handle.fetch_history_events() if event.event_type in _TASK_ENDED]
        assert events, f"{workflow} has no event to which it can be reset"
        for event in events:
            await self.reset(workflow, "--run-id", run, "--event-id", str(event.event_id), *flags)
            await self.until_at_rest(workflow)

    async def reset(self, workflow: str, *flags: str) -> None:
        await self.pipeline.temporal_cli("workflow", "reset", "-w", workflow, "--reason", "a test", *flags)

    async def until_at_rest(self, workflow: str) -> None:
        """Wait until the run is closed, or only waits for a person, a vendor or the reconciler."""
        handle = self.pipeline.client.get_workflow_handle(workflow)
        async with asyncio.timeout(30):
            while True:
                seen = await handle.describe()
                if seen.status is not RUNNING or _only_waits(seen.raw_description):
                    return
                await asyncio.sleep(0.05)

    async def until_closed(self, job: UUID) -> None:
        """Wait until the run is closed, running the reconciler meanwhile."""
        handle = self.pipeline.client.get_workflow_handle(workflow_id(job))
        async with asyncio.timeout(60):
            while (await handle.describe()).status is RUNNING:
                await self.pipeline.reconcile()
                await asyncio.sleep(0.5)


def _only_waits(run: DescribeWorkflowExecutionResponse) -> bool:
    waits_for_vendor = all(
        step.activity_type.name in _AT_VENDORS and step.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
        for step in run.pending_activities
    )
    return waits_for_vendor and not run.HasField("pending_workflow_task")
