"""Start workflows, and send them updates and queries. Nothing else holds workflow handles.

Measured: without a worker a call times out, without a server it is UNAVAILABLE, and for a run that cannot replay its
history it is FAILED_PRECONDITION.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.workflow import UpdateMethodMultiParam

from activities.common.inputs import PreviewTask, Request
from domain import timeouts
from domain.clients.access import MissingScope
from domain.errors import (
    Conflict,
    Expired,
    Invalid,
    NotFound,
    PreconditionFailed,
    Refused,
    TooManyJobs,
    TooManyRequests,
    Transient,
)
from domain.job.approval import Sender
from domain.job.progress import Progress
from domain.ports.open_orders import OpenOrder, OrderedThing
from domain.ports.repositories import JobRepository
from domain.ports.runs import JobRuns, OrderRuns, TaskRuns
from domain.ports.webhooks import DeliveryRuns, DeliveryToRun
from domain.rules.messages import Message
from domain.task_queues import MAIN_QUEUE
from runtime.preview_runs import render_preview
from workflows.ingest import IngestAssetWorkflow
from workflows.job import JobWorkflow
from workflows.options import fair_priority
from workflows.save_scenario import SaveScenarioWorkflow
from workflows.vendor_news import WaitsForVendor
from workflows.webhooks import LOOK_AGAIN, DeliverWebhookWorkflow

_log = logging.getLogger(__name__)
_OPEN_RUNS = "WorkflowType = 'Job' AND ExecutionStatus = 'Running'"
_REFUSALS: dict[str, type[Refused]] = {
    kind.code: kind
    for kind in (Conflict, Invalid, MissingScope, NotFound, PreconditionFailed, TooManyJobs, TooManyRequests)
}


def workflow_id(job_id: UUID) -> str:
    return f"job-{job_id}"


def take_workflow_id(take_id: UUID) -> str:
    return f"take-{take_id}"


def first_frame_workflow_id(first_frame_id: UUID) -> str:
    return f"first-frame-{first_frame_id}"


def task_workflow_id(task_id: UUID) -> str:
    return f"task-{task_id}"


class Gateway(JobRuns, OrderRuns, TaskRuns, DeliveryRuns):
    """The workflows in Temporal.

    Errors: Transient when there is no answer. The same request may be sent again.
    """

    def __init__(self, client: Client, jobs: JobRepository) -> None:
        self._client = client
        self._jobs = jobs

    async def start(self, job_id: UUID, client_id: str) -> None:
        """Start the job's workflow unless it runs. Without Temporal, the reconciler does that later."""
        with _left_to_reconciler(f"job {job_id}"):
            await self._start(JobWorkflow.run, job_id, workflow_id(job_id), "Ad", client_id)

    async def act(self, job_id: UUID, request: str, message: Message, sender: Sender) -> None:
        """Have the job's workflow, started if need be, apply the message. Errors: Refused, Transient.

        After Transient nothing has changed, nor will it: a message that arrives after its sender gave up is refused, by
        the database's clock. No run is started for a job that does not exist.
        """
        expires_at = await self._jobs.clock_of(job_id) + timeouts.RUN_ANSWER
        input = Request(id=request, message=message, expires_at=expires_at, sender=sender)
        await self._update(job_id, JobWorkflow.act, input, id=f"{request}:{uuid4()}")

    async def ingest(self, asset_id: UUID) -> None:
        """Start the workflow that fetches the asset, unless it runs."""
        await self._start(IngestAssetWorkflow.run, asset_id, f"asset-{asset_id}", "Asset")

    async def save_scenario(self, task_id: UUID, user_id: str | None = None) -> None:
        """Start the task's workflow unless it runs."""
        await self._start(SaveScenarioWorkflow.run, task_id, task_workflow_id(task_id), "Scenario", user_id)

    async def begin_saving(self, task_id: UUID, user_id: str) -> None:
        """Start the task's workflow unless it runs. Without Temporal, the reconciler does that later."""
        with _left_to_reconciler(f"task {task_id}"):
            await self.save_scenario(task_id, user_id)

    async def deliver(self, delivery: DeliveryToRun, *, look_again: bool = False) -> None:
        """Start the delivery's workflow unless it runs. Clients share workers fairly."""
        with _our_errors():
            await self._client.start_workflow(
                DeliverWebhookWorkflow.run,
                str(delivery.id),
                id=f"deliver-{delivery.id}",
                task_queue=MAIN_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                start_signal=LOOK_AGAIN if look_again else None,
                priority=fair_priority(delivery.client_id) if delivery.client_id else Priority.default,
                static_summary=f"Webhook {delivery.event_type} for endpoint {delivery.endpoint_id}",
                task_timeout=timeouts.WORKFLOW_TASK,
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def stop_saving(self, task_id: UUID) -> None:
        """Cancel the task's workflow. If it is not reached, it finds in Postgres that the task is over."""
        try:
            await self._client.get_workflow_handle(task_workflow_id(task_id)).cancel(rpc_timeout=timeouts.RUN_ANSWER)
        except (RPCError, RuntimeError) as error:
            _log.warning("the workflow of task %s was not cancelled: %s", task_id, error)

    async def render_preview(self, preview: PreviewTask, client_id: str, longest: timedelta) -> bool:
        """Have the preview rendered, and wait at most so long. Return whether it is done.

        Errors: what the rendering failed of, Transient.
        """
        with _our_errors():
            return await render_preview(self._client, preview, client_id, longest)

    async def progress(self, job_id: UUID) -> Progress | None:
        """Return the progress that the job's workflow reports; None if it does not answer in time."""
        try:
            return await self._handle(job_id).query(JobWorkflow.progress, rpc_timeout=timeouts.RUN_QUERY)
        except (RPCError, RuntimeError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return None

    async def open(self) -> AsyncIterator[UUID]:
        with _our_errors():
            async for run in self._client.list_workflows(_OPEN_RUNS):
                yield UUID(run.id.removeprefix("job-"))

    async def count(self) -> int:
        with _our_errors():
            return (await self._client.count_workflows(_OPEN_RUNS)).count

    async def wake(self, job_id: UUID) -> None:
        if await self._replays(job_id) and not await self._has_lost_a_child(job_id):
            return
        _log.warning("the run of job %s cannot go on: another replaces it", job_id)
        replace = WorkflowIDConflictPolicy.TERMINATE_EXISTING
        await self._start(JobWorkflow.run, job_id, workflow_id(job_id), "Ad", conflict=replace)

    async def tell_news(self, order: OpenOrder) -> None:
        of_frame = order.thing is OrderedThing.FIRST_FRAME
        waiting = first_frame_workflow_id(order.subject) if of_frame else take_workflow_id(order.subject)
        with _our_errors():
            try:
                run = self._client.get_workflow_handle(waiting)
                await run.signal(WaitsForVendor.news, rpc_timeout=timeouts.RUN_ANSWER)
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise

    async def health(self) -> dict[str, str]:
        """Return for `temporal` and `worker` "ok", or what is wrong."""
        queue = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=MAIN_QUEUE),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        try:
            answer = await self._client.workflow_service.describe_task_queue(queue, timeout=timeouts.RUN_ANSWER)
        except (RPCError, RuntimeError) as error:
            return {"temporal": f"does not answer: {error}"[:200], "worker": "unknown while Temporal does not answer"}
        newest = max((poller.last_access_time.seconds for poller in answer.pollers), default=0)
        polls = time.time() - newest < timeouts.WORKER_POLL.total_seconds()
        return {"temporal": "ok", "worker": "ok" if polls else f"none polls the task queue {MAIN_QUEUE}"}

    async def _start(
        self,
        run: Callable[[Any, str], Awaitable[Any]],
        subject: UUID,
        workflow: str,
        kind: str,
        client_id: str | None = None,
        conflict: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.USE_EXISTING,
    ) -> None:
        """Start the workflow with that id. The client decides its fair share, and is named in the Temporal Web UI."""
        with _our_errors():
            await self._client.start_workflow(
                run,
                str(subject),
                id=workflow,
                task_queue=MAIN_QUEUE,
                id_conflict_policy=conflict,
                priority=fair_priority(client_id) if client_id else Priority.default,
                static_summary=f"{kind} for {client_id}"[:200] if client_id else None,
                task_timeout=timeouts.WORKFLOW_TASK,
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def _replays(self, job_id: UUID) -> bool:
        """Have the run ask what is pending. Return False if it cannot, because its history does not replay."""
        try:
            await self._update(job_id, JobWorkflow.look_again)
        except Transient as error:
            if isinstance(error.__cause__, RPCError) and error.__cause__.status is RPCStatusCode.FAILED_PRECONDITION:
                return False
            raise
        return True

    async def _has_lost_a_child(self, job_id: UUID) -> bool:
        """Return whether a child ended without an event in the run, which resets can cause (temporal#10639)."""
        with _our_errors():
            run = await self._handle(job_id).describe(rpc_timeout=timeouts.RUN_ANSWER)
            children = [child.workflow_id for child in run.raw_description.pending_children if child.run_id]
            handles = [self._client.get_workflow_handle(child) for child in children]
            ends = [(await handle.describe(rpc_timeout=timeouts.RUN_ANSWER)).close_time for handle in handles]
        reported = await self._jobs.clock() - timeouts.CHILD_END_REPORTED
        return any(end is not None and end < reported for end in ends)

    async def _update(
        self, job_id: UUID, update: UpdateMethodMultiParam[..., None], *args: object, id: str | None = None
    ) -> None:
        """Send the update to the job's run, which is started if there is none."""
        start = WithStartWorkflowOperation(
            JobWorkflow.run,
            str(job_id),
            id=workflow_id(job_id),
            task_queue=MAIN_QUEUE,
            task_timeout=timeouts.WORKFLOW_TASK,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        # The SDK keeps a failure for the handle, and asyncio complains if nobody awaits that.
        handle = asyncio.ensure_future(start.workflow_handle())
        handle.add_done_callback(lambda done: done.cancelled() or done.exception())
        try:
            with _our_errors():
                await self._client.execute_update_with_start_workflow(
                    update, args=args, start_workflow_operation=start, id=id, rpc_timeout=timeouts.RUN_ANSWER
                )
        finally:
            handle.cancel()

    def _handle(self, job_id: UUID) -> WorkflowHandle[JobWorkflow, str]:
        return self._client.get_workflow_handle_for(JobWorkflow.run, workflow_id(job_id))


@contextmanager
def _left_to_reconciler(subject: str) -> Iterator[None]:
    try:
        yield
    except Transient as error:
        _log.warning("%s is left to the reconciler: %s", subject, error)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Translate Temporal's errors to the Refused of an update, or Transient."""
    try:
        yield
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        if isinstance(cause, ApplicationError) and cause.type in _REFUSALS:
            now = next(iter(cause.details), None)
            raise _REFUSALS[cause.type](cause.message, retry_after=cause.next_retry_delay, now=now) from error
        if isinstance(cause, ApplicationError) and cause.type == Expired.code:
            raise Transient(cause.message, retry_after=timedelta(seconds=1)) from error
        raise Transient("the job was just being taken over by another run; send it again") from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise _no_answer("no worker answers; nothing was changed, send it again") from error
    except RPCError as error:
        raise _no_answer(f"Temporal does not answer ({error.status.name}); send it again") from error
    except RuntimeError as error:  # raised by a client that never was connected
        raise _no_answer(f"Temporal cannot be reached: {error}") from error


def _no_answer(message: str) -> Transient:
    return Transient(message, retry_after=timeouts.RUN_ANSWER)
