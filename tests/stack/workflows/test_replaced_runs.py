"""A run that older code began, and that cannot replay on this code, is replaced, and its job goes on."""

import asyncio
from uuid import UUID

import pytest
from temporalio import workflow

import worker
from activities.common.inputs import Command, PlanTask, Request
from activities.job.state import JobStateActivities
from activities.job.storyboard import StoryboardActivities
from domain.job.model import JobStatus
from domain.job.pending_work import Work, WorkKind
from domain.task_queues import MAIN_QUEUE
from runtime.gateway import workflow_id
from tests.harness.api_client import TIMEOUT_SECONDS
from tests.harness.pipeline import VendorPipeline
from workflows.job import JobWorkflow
from workflows.options import DATABASE, WRITE_STORYBOARD, run_activity
from workflows.scene import SceneInput, SceneWorkflow


@workflow.defn(name="Job", sandboxed=False)
class OlderJob:
    """As the job's workflow once was: every so often it asks by an activity what is pending."""

    def __init__(self) -> None:
        self._job = UUID(workflow.info().workflow_id.removeprefix("job-"))
        self._filming: set[str] = set()

    @workflow.run
    async def run(self, _job_id: str) -> None:
        while pending := await run_activity(DATABASE, "Look", JobStateActivities.find_pending_work, self._job):
            for work in pending.work:
                await self._begin(work)
            await workflow.sleep(0.2)

    async def _begin(self, work: Work) -> None:
        if work.kind is WorkKind.PLAN:
            plan = PlanTask(job=self._job, revision=int(work.id))
            await run_activity(WRITE_STORYBOARD, work.title, StoryboardActivities.plan, plan)
        elif work.id not in self._filming:
            self._filming.add(work.id)
            take = SceneInput(job=str(self._job), take=work.id, queue=work.queue or MAIN_QUEUE)
            await workflow.start_child_workflow(SceneWorkflow.run, take, id=f"take-{work.id}")

    @workflow.update
    async def act(self, request: Request) -> None:
        command = Command(job=self._job, request=request.id, message=request.message)
        await run_activity(DATABASE, "Apply", JobStateActivities.apply, command)


async def test_a_run_that_cannot_replay_is_replaced_and_its_job_completed_without_another_order(
    idle_pipeline: VendorPipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = idle_pipeline
    pipeline.vendor.slow.clear()
    others = [each for each in worker.WORKFLOWS if each is not JobWorkflow]
    with monkeypatch.context() as older:
        older.setattr(worker, "WORKFLOWS", (OlderJob, *others))
        async with pipeline.worker():
            job = await pipeline.in_review()
            await pipeline.act(job, "approve_storyboard")
            await pipeline.until(
                job, lambda now: all(scene.take and scene.take.order_id for scene in now.active_scenes)
            )
    run = pipeline.client.get_workflow_handle(workflow_id(job))
    before = (await run.describe()).run_id

    async with pipeline.worker():
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while (await run.describe()).run_id == before:
                await pipeline.reconcile()
        pipeline.vendor.slow.set()
        done = await pipeline.reach(job, JobStatus.COMPLETED)

    assert set(pipeline.vendor.accepted.values()) == {1}
    assert len(pipeline.vendor.accepted) == len(done.active_scenes)
