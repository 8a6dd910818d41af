"""Wait for servers at the start of a process, and create what Temporal needs: schedules, collectors, dispatcher."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
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

from domain.errors import Transient
from domain.task_queues import MAIN_QUEUE
from runtime.temporal_client import register_search_attributes
from workflows.collect_orders import CollectOrdersWorkflow
from workflows.maintenance import AuditStorageWorkflow, ReconcileWorkflow
from workflows.webhooks import DispatchWebhooksWorkflow

WAKE_EVERY = timedelta(minutes=2)
AUDIT_EVERY = timedelta(hours=1)
LOOK_EVERY = timedelta(seconds=20)

_WAKING = ScheduleActionStartWorkflow(ReconcileWorkflow.run, id="reconcile", task_queue=MAIN_QUEUE)
_AUDITING = ScheduleActionStartWorkflow(AuditStorageWorkflow.run, id="audit-storage", task_queue=MAIN_QUEUE)

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)


async def wait_until_up(server: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Call `ask` until the server answers, at last every second, and return the answer."""
    pause = 0.1
    while True:
        try:
            return await ask()
        except (OperationalError, InterfaceError, Transient, RPCError, RuntimeError) as error:
            _log.warning("waiting for %s: %s", server, str(error).splitlines()[0])
            await asyncio.sleep(pause)
            pause = min(1.25 * pause, 1)


async def keep_bootstrapped(
    client: Client, watched_vendors: Collection[str] = (), look_every: timedelta = LOOK_EVERY
) -> None:
    """Create what is missing, now and whenever it is gone, as after the loss of Temporal's database.

    Each of `watched_vendors` gets a collector of its orders. Jobs are woken at once: when this starts, and when their
    schedule was missing.
    """
    wake_now = True
    while True:
        try:
            await register_search_attributes(client)
            await _create_schedule(client, _AUDITING, AUDIT_EVERY)
            wake_now |= await _create_schedule(client, _WAKING, WAKE_EVERY)
            await start_collectors(client, watched_vendors)
            await start_dispatcher(client)
            if wake_now:
                await _wake_jobs(client)
                wake_now = False
        except (RPCError, RuntimeError) as error:
            _log.warning("Temporal does not answer: %s", error)
        await asyncio.sleep(look_every.total_seconds())


async def _create_schedule(client: Client, action: ScheduleActionStartWorkflow, every: timedelta) -> bool:
    """Create the schedule, named as its workflow. False when there is one already."""
    schedule = Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP),
    )
    try:
        await client.create_schedule(action.id, schedule)
    except ScheduleAlreadyRunningError:
        return False
    return True


async def start_collectors(client: Client, vendors: Collection[str]) -> None:
    """Start the collector of each vendor's orders, unless it runs."""
    for vendor in vendors:
        await client.start_workflow(
            CollectOrdersWorkflow.run,
            vendor,
            id=f"collect-{vendor}",
            task_queue=MAIN_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Collector of orders at {vendor}",
        )


async def start_dispatcher(client: Client) -> None:
    """Start the dispatcher of webhooks, unless it runs."""
    await client.start_workflow(
        DispatchWebhooksWorkflow.run,
        id="dispatch-webhooks",
        task_queue=MAIN_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Dispatcher of webhooks",
    )


async def _wake_jobs(client: Client) -> None:
    await client.start_workflow(
        ReconcileWorkflow.run,
        True,
        id="reconcile-now",
        task_queue=MAIN_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
