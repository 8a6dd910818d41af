"""The job on a bare Temporal, tuned: no sandbox, uvloop, a cache for all jobs, a child workflow for each scene.

`python -m benchmarks.comparisons.temporal_jobs ADDRESS VENDOR KEY [local]`: with `local` steps are local activities.
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import uvloop
from temporalio import activity, workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.comparisons.commands import Jobs, obey
from benchmarks.comparisons.vendor_steps import SCENES, VendorSteps

_QUEUE = "comparison"
_TIMEOUT = timedelta(seconds=30)


@dataclass
class Steps:
    """The activities."""

    vendor: VendorSteps

    @activity.defn
    async def order(self, scene: str) -> str:
        return await self.vendor.order(scene)

    @activity.defn
    async def collect(self, order: str) -> int:
        return await self.vendor.collect(order)

    @activity.defn
    async def record(self, name: str) -> str:
        return await self.vendor.nothing(name)


async def _step(step: Any, argument: Any, is_local: bool) -> Any:
    if is_local:
        return await workflow.execute_local_activity_method(step, argument, start_to_close_timeout=_TIMEOUT)
    return await workflow.execute_activity_method(step, argument, start_to_close_timeout=_TIMEOUT)


@workflow.defn
class BareScene:
    @workflow.run
    async def run(self, scene: str, is_local: bool) -> None:
        order = await _step(Steps.order, scene, is_local)
        await _step(Steps.collect, order, is_local)
        await _step(Steps.record, scene, is_local)


@workflow.defn
class BareJob:
    def __init__(self) -> None:
        self._is_planned = False
        self._is_approved = False

    @workflow.run
    async def run(self, job: str, is_local: bool) -> None:
        await _step(Steps.record, job, is_local)
        self._is_planned = True
        await workflow.wait_condition(lambda: self._is_approved)
        scenes = (f"{job}-{number}" for number in range(SCENES))
        await asyncio.gather(
            *(workflow.execute_child_workflow(BareScene.run, args=[scene, is_local], id=scene) for scene in scenes)
        )
        await _step(Steps.record, job, is_local)

    @workflow.update
    async def plan(self) -> None:
        """Answer when there is a plan."""
        await workflow.wait_condition(lambda: self._is_planned)

    @workflow.update
    async def approve(self) -> None:
        self._is_approved = True


class TemporalJobs(Jobs):
    def __init__(self, client: Client, is_local: bool) -> None:
        self._client = client
        self._is_local = is_local
        self._started: list[WorkflowHandle[BareJob, None]] = []

    async def create(self, count: int) -> None:
        self._started = await asyncio.gather(*(self._create() for _ in range(count)))

    async def approve(self) -> None:
        await asyncio.gather(*map(self._approve, self._started))

    async def _create(self) -> WorkflowHandle[BareJob, None]:
        job = f"job-{uuid4()}"
        handle = await self._client.start_workflow(BareJob.run, args=[job, self._is_local], id=job, task_queue=_QUEUE)
        await handle.execute_update(BareJob.plan)
        return handle

    async def _approve(self, job: WorkflowHandle[BareJob, None]) -> None:
        await job.execute_update(BareJob.approve)
        await job.result()


async def _main(address: str, vendor_url: str, key: str, *variant: str) -> None:
    client = await Client.connect(address)
    vendor = VendorSteps(vendor_url, key)
    steps = Steps(vendor)
    async with Worker(
        client,
        task_queue=_QUEUE,
        workflows=[BareJob, BareScene],
        activities=[steps.order, steps.collect, steps.record],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=2_000,
    ):
        await obey(TemporalJobs(client, is_local="local" in variant))
    await vendor.close()


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
