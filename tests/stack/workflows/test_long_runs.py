"""Runs longer than Temporal keeps events of, on a server whose limit is a few dozen events."""

import asyncio
import shutil
import sysconfig
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import pytest
from temporalio import activity
from temporalio.common import RawValue
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.job.clips.film import FilmingStep, WaitFor
from domain.job.model import JobStatus
from domain.job.pending_work import PendingWork, pending_work
from domain.task_queues import MAIN_QUEUE, RENDER_QUEUE, waiting_queue
from runtime.gateway import workflow_id
from runtime.settings.settings import Settings
from runtime.temporal import GreenlightPlugin, connect
from runtime.temporal_client import register_search_attributes
from tests.harness.pipeline import VendorPipeline, open_vendor_pipeline
from tests.harness.servers.video_vendor import Vendor
from tests.unit.domain import jobs
from workflows.options import fair_priority
from workflows.scene import SceneInput, SceneWorkflow

SERVER_CONFIG = (
    "limit.historyCount.suggestContinueAsNew=60",
    "history.transferProcessorMaxPollRPS=2000",
    "history.timerProcessorMaxPollRPS=2000",
)


@pytest.fixture
async def short_histories() -> AsyncIterator[str]:
    """The address of a Temporal server."""
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=shutil.which("temporal", path=sysconfig.get_path("scripts")),
        dev_server_extra_args=[part for value in SERVER_CONFIG for part in ("--dynamic-config-value", value)],
        plugins=[GreenlightPlugin()],
    ) as env:
        await register_search_attributes(env.client)
        yield env.client.service_client.config.target_host


@pytest.fixture
async def long_running(settings: Settings, short_histories: str, vendor: Vendor) -> AsyncIterator[VendorPipeline]:
    async with open_vendor_pipeline(settings, short_histories, vendor) as ready, ready.worker():
        yield ready


async def test_a_job_continues_as_new_while_its_takes_are_open(long_running: VendorPipeline) -> None:
    vendor = long_running.vendor
    vendor.slow.clear()
    job = await long_running.in_review()
    await long_running.act(job, "approve_storyboard")
    await vendor.until_ordered(2)

    run = long_running.client.get_workflow_handle(workflow_id(job))
    runs = {(await run.describe()).run_id}
    async with asyncio.timeout(60):
        while len(runs) < 3:
            await long_running.gateway.wake(job)
            runs.add((await run.describe()).run_id)

    vendor.slow.set()
    await long_running.reach(job, JobStatus.COMPLETED)
    assert set(vendor.accepted.values()) == {1}, "each take was ordered once"
    assert vendor.cancelled == []


async def test_a_take_continues_as_new_while_it_waits_for_capacity(short_histories: str) -> None:
    client = await connect(short_histories, "default")
    take = SceneInput(job=str(uuid4()), take=str(uuid4()), queue=MAIN_QUEUE, has_feedback=True)
    calls: list[str] = []
    runs: set[str] = set()

    @activity.defn(dynamic=True)
    async def step(_: Sequence[RawValue]) -> FilmingStep | PendingWork | None:
        """A vendor is busy, and still busy after every wait, until a third run asks."""
        info = activity.info()
        runs.add(info.workflow_run_id or "")
        calls.append(info.activity_type)
        if info.activity_type == "prepare_clip":
            return pending_work(jobs.completed())
        if info.activity_type != "generate_clip":
            return None
        return FilmingStep(wait_for=WaitFor.CAPACITY, vendor="runway") if len(runs) < 3 else FilmingStep()

    async with (
        Worker(client, task_queue=MAIN_QUEUE, workflows=[SceneWorkflow], activities=[step]),
        Worker(client, task_queue=RENDER_QUEUE, activities=[step]),
        Worker(client, task_queue=waiting_queue("runway"), activities=[step]),
    ):
        run = await client.start_workflow(
            SceneWorkflow.run, take, id=f"take-{take.take}", task_queue=MAIN_QUEUE, priority=fair_priority("client")
        )
        await run.result()
        newest = await client.get_workflow_handle(run.id).describe()

    assert len(runs) == 3
    assert (calls[0], calls[-1]) == ("rewrite_scene", "prepare_clip")
    assert calls.count("rewrite_scene") == 1
    assert newest.raw_description.workflow_execution_info.priority.fairness_key == "client"
