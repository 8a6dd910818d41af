"""What Temporal needs from us is created, and created again when it is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest
from temporalio.client import Client, ScheduleActionStartWorkflow, ScheduleDescription
from temporalio.service import RPCError

from runtime.bootstrap import keep_bootstrapped
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.temporal import connect
from tests.harness.servers.homes import new_home

UP_WITHIN = 60.0


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A client of a server of the test's own, on which nothing was created yet."""
    with new_home() as home:
        async with EmbeddedTemporal(home) as server:
            yield await connect(server.address, "default")


async def schedule(client: Client, name: str) -> ScheduleDescription:
    """The schedule, as soon as it exists."""
    async with asyncio.timeout(UP_WITHIN):
        while True:
            with suppress(RPCError):
                return await client.get_schedule_handle(name).describe()
            await asyncio.sleep(0.05)


def workflow_and_interval(found: ScheduleDescription) -> tuple[str, timedelta]:
    action = found.schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    return action.workflow, found.schedule.spec.intervals[0].every


async def run_ids(client: Client) -> set[str]:
    """The runs that were started to wake jobs at once. No worker takes them."""
    return {run.run_id or "" async for run in client.list_workflows("WorkflowId = 'reconcile-now'")}


async def until_runs(client: Client, count: int) -> None:
    async with asyncio.timeout(UP_WITHIN):
        while len(await run_ids(client)) < count:
            await asyncio.sleep(0.05)


async def test_jobs_are_woken_and_storage_is_audited_by_two_schedules_that_are_created_again(client: Client) -> None:
    keeping = asyncio.create_task(keep_bootstrapped(client, look_every=timedelta(milliseconds=100)))

    waking, auditing = await schedule(client, "reconcile"), await schedule(client, "audit-storage")
    assert workflow_and_interval(waking) == ("Reconcile", timedelta(minutes=2))
    assert workflow_and_interval(auditing) == ("AuditStorage", timedelta(hours=1))
    await until_runs(client, 1)

    await client.get_workflow_handle("reconcile-now").terminate()
    await client.get_schedule_handle("reconcile").delete()
    await client.get_schedule_handle("audit-storage").delete()
    await schedule(client, "reconcile")
    await schedule(client, "audit-storage")
    await until_runs(client, 2)
    assert not keeping.done()
    keeping.cancel()
