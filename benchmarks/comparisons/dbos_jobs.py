"""The job on DBOS: a child workflow for each scene, each step a transaction in Postgres.

`python -m benchmarks.comparisons.dbos_jobs DATABASE_URL VENDOR KEY`. Needs the extra `bench`.
"""

import asyncio
import sys
from typing import Any
from uuid import uuid4

import uvloop
from dbos import DBOS, SetWorkflowID

from benchmarks.comparisons.commands import Jobs, obey
from benchmarks.comparisons.vendor_steps import SCENES, VendorSteps

_APPROVED_WITHIN = 3600.0
"""Seconds."""


class DbosJobs(Jobs):
    """`job` is the registered workflow; each job sets its event in `planned` when it has a plan."""

    def __init__(self, job: Any, planned: dict[str, asyncio.Event]) -> None:
        self._job = job
        self._planned = planned
        self._started: list[Any] = []

    async def create(self, count: int) -> None:
        self._started = await asyncio.gather(*(self._create() for _ in range(count)))

    async def approve(self) -> None:
        await asyncio.gather(*map(self._approve, self._started))

    async def _create(self) -> Any:
        job = str(uuid4())
        is_planned = self._planned[job] = asyncio.Event()
        with SetWorkflowID(job):
            handle = await DBOS.start_workflow_async(self._job, job)
        await is_planned.wait()
        return handle

    async def _approve(self, job: Any) -> None:
        await DBOS.send_async(job.workflow_id, True, "approval")
        await job.get_result()


def _register(vendor: VendorSteps) -> DbosJobs:
    """Register steps and workflows, as must be done before DBOS is launched. DBOS takes functions, no methods."""
    planned: dict[str, asyncio.Event] = {}

    def step(name: str, method: Any) -> Any:
        async def call(argument: str) -> Any:
            return await method(argument)

        return DBOS.step(name=name)(call)

    order, collect, record = (
        step(name, method)
        for name, method in (("order", vendor.order), ("collect", vendor.collect), ("record", vendor.nothing))
    )

    async def film_scene(scene: str) -> None:
        await collect(await order(scene))
        await record(scene)

    film: Any = DBOS.workflow(name="scene")(film_scene)

    async def run_job(job: str) -> None:
        await record(job)
        planned.pop(job).set()
        await DBOS.recv_async("approval", timeout_seconds=_APPROVED_WITHIN)
        scenes = [await DBOS.start_workflow_async(film, f"{job}-{number}") for number in range(SCENES)]
        for scene in scenes:
            await scene.get_result()
        await record(job)

    return DbosJobs(DBOS.workflow(name="job")(run_job), planned)


async def _main(database_url: str, vendor_url: str, key: str) -> None:
    DBOS(config={"name": "comparison", "system_database_url": database_url, "log_level": "ERROR"})
    vendor = VendorSteps(vendor_url, key)
    jobs = _register(vendor)
    DBOS.launch()
    await obey(jobs)
    await vendor.close()
    DBOS.destroy()


if __name__ == "__main__":
    uvloop.run(_main(*sys.argv[1:]))
