"""What must stand in Temporal for us to work, put up again when its database was lost."""

import asyncio
import logging
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from domain.task_queues import MAIN_QUEUE
from runtime.temporal import register_search_attributes
from workflows.reconcile import ReconcileWorkflow

RECONCILE_EVERY = timedelta(minutes=2)
_LOOK_EVERY = 20.0
_SCHEDULE = "reconcile"

_log = logging.getLogger(__name__)


async def keep_bootstrapped(client: Client) -> None:
    """Search attributes and the reconciler's schedule exist; the reconciler runs now, and whenever they were gone."""
    fresh = True
    while True:
        try:
            await register_search_attributes(client)
            if await _schedule_was_missing(client) or fresh:
                await _reconcile(client)
                fresh = False
        except (RPCError, RuntimeError) as error:
            _log.warning("Temporal does not answer: %s", error)
        await asyncio.sleep(_LOOK_EVERY)


async def _schedule_was_missing(client: Client) -> bool:
    action = ScheduleActionStartWorkflow(ReconcileWorkflow.run, id=_SCHEDULE, task_queue=MAIN_QUEUE)
    schedule = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=RECONCILE_EVERY)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
    )
    try:
        await client.create_schedule(_SCHEDULE, schedule)
    except ScheduleAlreadyRunningError:
        return False
    return True


async def _reconcile(client: Client) -> None:
    await client.start_workflow(
        ReconcileWorkflow.run,
        id=f"{_SCHEDULE}-now",
        task_queue=MAIN_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
