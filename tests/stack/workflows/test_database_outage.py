"""Steps whose retries end while the database is away."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.common.error_translation import DATABASE_AWAY
from activities.job.clips.film import FilmingStep
from domain.job.model import Job
from domain.job.pending_work import PendingWork, pending_work
from domain.task_queues import MAIN_QUEUE, RENDER_QUEUE
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.temporal import connect
from tests.unit.domain import jobs
from workflows import ingest
from workflows.ingest import IngestAssetWorkflow
from workflows.job import JobWorkflow
from workflows.scene import SceneWorkflow


@pytest.fixture
async def client(temporal: EmbeddedTemporal) -> Client:
    return await connect(temporal.address, "default")


class Steps:
    """Activities of a job: each that does work loses the database twice, then ends the job."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.outages = 2
        self.away = 0
        self.recorded: list[object] = []
        self.activities: list[Callable[..., Any]] = [
            self.look,
            self.record_failure,
            self.write_off,
            self.lose_the_database,
        ]

    @activity.defn(name="what_is_due")
    async def look(self, _: UUID) -> PendingWork:
        if self.away:
            self.away -= 1
            raise ApplicationError("the database does not answer", type=DATABASE_AWAY)
        return pending_work(self.job)

    @activity.defn(name="record_failure")
    async def record_failure(self, failed: object) -> PendingWork:
        self.recorded.append(failed)
        return pending_work(self.job)

    @activity.defn(name="write_off_asset")
    async def write_off(self, lost: object) -> None:
        self.recorded.append(lost)

    @activity.defn(dynamic=True)
    async def lose_the_database(self, _: Sequence[RawValue]) -> FilmingStep | PendingWork | None:
        """As a step whose last attempt has failed."""
        if self.outages:
            self.outages -= 1
            raise ApplicationError("the database does not answer", type=DATABASE_AWAY, non_retryable=True)
        self.job = jobs.cancelled()
        match activity.info().activity_type:
            case "generate_clip":
                return FilmingStep()
            case "ingest_lone_asset":
                return None
            case _:
                return pending_work(self.job)


@pytest.mark.parametrize("job", [jobs.generating(), jobs.filming("one")], ids=["plan", "take"])
async def test_work_whose_retries_end_in_a_database_outage_is_started_again(client: Client, job: Job) -> None:
    steps = Steps(job)
    workflows = [JobWorkflow, SceneWorkflow]
    async with (
        Worker(client, task_queue=MAIN_QUEUE, workflows=workflows, activities=steps.activities),
        Worker(client, task_queue=RENDER_QUEUE, activities=steps.activities),
    ):
        await client.execute_workflow(JobWorkflow.run, str(job.id), id=f"job-{uuid4()}", task_queue=MAIN_QUEUE)

    assert steps.outages == 0
    assert steps.recorded == []


async def test_an_outage_of_the_database_adds_no_more_than_an_activity_to_a_run(client: Client) -> None:
    steps = Steps(jobs.cancelled())
    steps.away = 4
    async with Worker(client, task_queue=MAIN_QUEUE, workflows=[JobWorkflow], activities=steps.activities):
        run = await client.start_workflow(
            JobWorkflow.run, str(steps.job.id), id=f"job-{uuid4()}", task_queue=MAIN_QUEUE
        )
        assert await run.result() == "cancelled"

    kinds = [event.event_type for event in (await run.fetch_history()).events]
    assert steps.away == 0
    assert kinds.count(EventType.EVENT_TYPE_MARKER_RECORDED) == 1
    assert kinds.count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) == 1
    assert EventType.EVENT_TYPE_TIMER_STARTED not in kinds


async def test_a_database_outage_is_not_recorded_as_an_assets_failure(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest, "OUTAGE_PAUSE", timedelta(seconds=0.1))
    steps = Steps(jobs.generating())
    async with Worker(client, task_queue=MAIN_QUEUE, workflows=[IngestAssetWorkflow], activities=steps.activities):
        await client.execute_workflow(
            IngestAssetWorkflow.run, str(uuid4()), id=f"asset-{uuid4()}", task_queue=MAIN_QUEUE
        )

    assert steps.outages == 0
    assert steps.recorded == []
