"""Start the workflow of a preview, wait for it, and tell why the last one failed. Used by the gateway alone."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import FailureError
from temporalio.service import RPCError, RPCStatusCode

from activities.common.error_translation import error_info_of, error_of
from activities.common.inputs import PreviewTask
from domain import timeouts
from domain.errors import Transient
from domain.task_queues import MAIN_QUEUE
from workflows.options import preview_priority
from workflows.preview import PreviewWorkflow

FAILURE_SHOWN_FOR = timedelta(seconds=15)
"""A preview that failed is rendered anew by the first request after this time. Requests before it are told why."""

_FAILED = frozenset(
    {WorkflowExecutionStatus.FAILED, WorkflowExecutionStatus.TIMED_OUT, WorkflowExecutionStatus.TERMINATED}
)


async def render_preview(client: Client, preview: PreviewTask, client_id: str, longest: timedelta) -> bool:
    """Have the preview rendered, once however often this is called, and wait at most so long.

    Return whether it is done. Errors: what the rendering failed of, RPCError.
    """
    workflow = f"preview-{preview.preview}"
    handle = client.get_workflow_handle_for(PreviewWorkflow.run, workflow)
    if not await _has_just_failed(handle):
        handle = await client.start_workflow(
            PreviewWorkflow.run,
            preview,
            id=workflow,
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            priority=preview_priority(client_id),
            static_summary=f"Preview for {client_id}"[:200],
            execution_timeout=timeouts.PREVIEW_RUN,
            rpc_timeout=timeouts.RUN_ANSWER,
        )
        if not longest:
            return False
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(max(longest, timeouts.RUN_ANSWER).total_seconds()):
                await handle.result()
                return True
    except WorkflowFailureError as error:
        if not isinstance(error.cause, FailureError):
            raise Transient("the preview was stopped; ask for it again") from error
        fault = error_of(error_info_of(error.cause))
        fault.retry_after = FAILURE_SHOWN_FOR if fault.retryable else None
        raise fault from error
    return False


async def _has_just_failed(handle: WorkflowHandle[PreviewWorkflow, None]) -> bool:
    try:
        run = await handle.describe(rpc_timeout=timeouts.RUN_ANSWER)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise
    ended = run.close_time
    return run.status in _FAILED and ended is not None and datetime.now(UTC) - ended < FAILURE_SHOWN_FOR
