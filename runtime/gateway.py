"""The only holder of workflow handles: what is said to a job's run, and what the answers mean.

Measured: a lost worker is a timeout, a lost server UNAVAILABLE, a run that cannot replay FAILED_PRECONDITION.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
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
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain import timeouts
from domain.errors import Conflict, Expired, Invalid, NotFound, PreconditionFailed, Refused, TooManyRequests, Transient
from domain.job.progress import Progress
from domain.ports.repositories import JobRepository
from domain.ports.runs import JobRuns, TaskRuns
from domain.rules.messages import Message
from domain.task_queues import MAIN_QUEUE
from workflows.ingest import IngestAssetWorkflow
from workflows.job import JobWorkflow
from workflows.messages import Request
from workflows.options import fair_priority
from workflows.save_scenario import SaveScenarioWorkflow

_log = logging.getLogger(__name__)
_REFUSALS: dict[str, type[Refused]] = {
    kind.code: kind for kind in (Conflict, Invalid, NotFound, PreconditionFailed, TooManyRequests)
}


def workflow_id(job_id: UUID) -> str:
    return f"job-{job_id}"


def task_workflow_id(task_id: UUID) -> str:
    return f"task-{task_id}"


class Gateway(JobRuns, TaskRuns):
    """Jobs in Temporal, by id. Errors: Transient when there is no answer, to be sent again with the same request."""

    def __init__(self, client: Client, jobs: JobRepository) -> None:
        self._client = client
        self._jobs = jobs

    async def start(self, job_id: UUID, client_id: str) -> None:
        """The job has a run, if Temporal is there; else the reconciler starts it. Starting twice is starting once."""
        try:
            await self._start(job_id, WorkflowIDConflictPolicy.USE_EXISTING, client_id)
        except Transient as error:
            _log.warning("job %s is left to the reconciler: %s", job_id, error)

    async def act(self, job_id: UUID, request: str, message: Message) -> None:
        """The message is applied, whether the run was open or not. Errors: what the rule book refused, Transient.

        The caller that gave up is told that nothing happened, and that is kept: a message that comes to the job later
        than its sender waits is refused there. The same request may then be sent again.
        """
        expires_at = await self._jobs.clock() + timeouts.RUN_ANSWER
        with self._opening(job_id) as opening:
            await self._client.execute_update_with_start_workflow(
                JobWorkflow.act,
                Request(id=request, message=message, expires_at=expires_at),
                start_workflow_operation=opening,
                id=f"{request}:{uuid4()}",
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def ingest(self, asset_id: UUID) -> None:
        """A workflow fetches the asset. Errors: Transient."""
        with _our_errors():
            await self._client.start_workflow(
                IngestAssetWorkflow.run,
                str(asset_id),
                id=f"asset-{asset_id}",
                task_queue=MAIN_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def save_scenario(self, task_id: UUID, user_id: str | None = None) -> None:
        with _our_errors():
            await self._client.start_workflow(
                SaveScenarioWorkflow.run,
                str(task_id),
                id=task_workflow_id(task_id),
                task_queue=MAIN_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                priority=fair_priority(user_id) if user_id else Priority.default,
                static_summary=f"Scenario for {user_id}"[:200] if user_id else None,
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def begin_saving(self, task_id: UUID, user_id: str) -> None:
        """The task has a run, if Temporal is there; else the reconciler starts it."""
        try:
            await self.save_scenario(task_id, user_id)
        except Transient as error:
            _log.warning("task %s is left to the reconciler: %s", task_id, error)

    async def stop_saving(self, task_id: UUID) -> None:
        """The task's run hears that it is over. One that does not finds that in Postgres before it pays anything."""
        try:
            await self._client.get_workflow_handle(task_workflow_id(task_id)).cancel(rpc_timeout=timeouts.RUN_ANSWER)
        except (RPCError, RuntimeError) as error:
            _log.warning("the run of task %s was not told that it is cancelled: %s", task_id, error)

    async def progress(self, job_id: UUID) -> Progress | None:
        """Where the run says that the job is; None when it does not say so within 2 s."""
        try:
            return await self._handle(job_id).query(JobWorkflow.progress, rpc_timeout=timeouts.RUN_QUERY)
        except (RPCError, RuntimeError, WorkflowQueryFailedError, WorkflowQueryRejectedError):
            return None

    async def open(self) -> AsyncIterator[UUID]:
        with _our_errors():
            query = "WorkflowType = 'Job' AND ExecutionStatus = 'Running'"
            async for run in self._client.list_workflows(query):
                yield UUID(run.id.removeprefix("job-"))

    async def wake(self, job_id: UUID) -> None:
        if await self._looks_again(job_id) and not await self._waits_in_vain(job_id):
            return
        _log.warning("the run of job %s cannot go on: another takes its place", job_id)
        await self._start(job_id, WorkflowIDConflictPolicy.TERMINATE_EXISTING)

    async def health(self) -> dict[str, str]:
        """`temporal` and `worker`: "ok", or what is wrong."""
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

    async def _start(self, job_id: UUID, conflict: WorkflowIDConflictPolicy, client_id: str | None = None) -> None:
        with _our_errors():
            await self._client.start_workflow(
                JobWorkflow.run,
                str(job_id),
                id=workflow_id(job_id),
                task_queue=MAIN_QUEUE,
                id_conflict_policy=conflict,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                priority=fair_priority(client_id) if client_id else Priority.default,
                static_summary=f"Ad for {client_id}"[:200] if client_id else None,
                rpc_timeout=timeouts.RUN_ANSWER,
            )

    async def _looks_again(self, job_id: UUID) -> bool:
        """False when the run cannot: its history does not replay."""
        try:
            with self._opening(job_id) as opening:
                await self._client.execute_update_with_start_workflow(
                    JobWorkflow.look_again, start_workflow_operation=opening, rpc_timeout=timeouts.RUN_ANSWER
                )
        except Transient as error:
            if isinstance(error.__cause__, RPCError) and error.__cause__.status is RPCStatusCode.FAILED_PRECONDITION:
                return False
            raise
        return True

    async def _waits_in_vain(self, job_id: UUID) -> bool:
        """Whether a child of the run ended without the run being told, as resets can make it (temporal#10639)."""
        with _our_errors():
            run = await self._handle(job_id).describe(rpc_timeout=timeouts.RUN_ANSWER)
            children = [child.workflow_id for child in run.raw_description.pending_children if child.run_id]
            ends = [await self._end(child) for child in children]
        long_ago = await self._jobs.clock() - timeouts.CHILD_END_REPORTED
        return any(end is not None and end < long_ago for end in ends)

    async def _end(self, workflow: str) -> datetime | None:
        """When the workflow's last run was closed."""
        return (await self._client.get_workflow_handle(workflow).describe(rpc_timeout=timeouts.RUN_ANSWER)).close_time

    @contextmanager
    def _opening(self, job_id: UUID) -> Iterator[WithStartWorkflowOperation[JobWorkflow, str]]:
        """How to start the run that a message is for. A failure is raised as one of ours."""
        opening = WithStartWorkflowOperation(
            JobWorkflow.run,
            str(job_id),
            id=workflow_id(job_id),
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        )
        # The SDK keeps the failure for whoever asks for the handle, and asyncio complains if nobody does.
        asking = asyncio.ensure_future(opening.workflow_handle())
        asking.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
        try:
            with _our_errors():
                yield opening
        finally:
            asking.cancel()

    def _handle(self, job_id: UUID) -> WorkflowHandle[JobWorkflow, str]:
        return self._client.get_workflow_handle_for(JobWorkflow.run, workflow_id(job_id))


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        if isinstance(cause, ApplicationError) and cause.type in _REFUSALS:
            raise _REFUSALS[cause.type](cause.message, retry_after=cause.next_retry_delay) from error
        if isinstance(cause, ApplicationError) and cause.type == Expired.code:
            raise Transient(cause.message, retry_after=timedelta(seconds=1)) from error
        raise Transient("the job was just being taken over by another run; send it again") from error
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        raise Transient(
            "no worker answers; nothing was changed, send it again", retry_after=timeouts.RUN_ANSWER
        ) from error
    except RPCError as error:
        raise Transient(
            f"Temporal does not answer ({error.status.name}); send it again", retry_after=timeouts.RUN_ANSWER
        ) from error
    except RuntimeError as error:  # what a client that never was connected raises
        raise Transient(f"Temporal cannot be reached: {error}", retry_after=timeouts.RUN_ANSWER) from error
