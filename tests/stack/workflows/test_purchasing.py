"""The limits of ordering on real servers: budgets, vendor limits and vendors that are down."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import SecretStr
from uuid6 import uuid7

from api.schemas.jobs.job import job_view
from db.clients.clients import PostgresClients
from db.purchasing.vendor_limits import TRIPS_AFTER
from domain.job.job_asset import AssetStatus, JobAsset
from domain.job.model import Job, JobStatus, Stage
from domain.job.progress import stage
from domain.job.takes.take import Take, TakeStatus
from domain.ports.vendor_limits import VendorLimits
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.settings.settings import Settings
from tests.harness.pipeline import VendorPipeline, brief, open_vendor_pipeline, until_waiting
from tests.harness.servers.video_vendor import Vendor
from tests.harness.stack import busy_for

Opened = Callable[..., AbstractAsyncContextManager[VendorPipeline]]


@pytest.fixture
def opened_pipeline(settings: Settings, temporal: EmbeddedTemporal, vendor: Vendor) -> Opened:
    """Opens a pipeline whose vendor has limits and asks a dollar for a second of film."""

    @asynccontextmanager
    async def open_it(at_once: int = 10, **other: object) -> AsyncIterator[VendorPipeline]:
        limits = VendorLimits(vendor="runway", at_once=at_once, count=1000, window=timedelta(minutes=1))
        changed = settings.model_copy(update=other)
        async with (
            open_vendor_pipeline(changed, temporal.address, vendor, limits, price="1") as ready,
            ready.worker(),
        ):
            yield ready

    return open_it


async def approved(pipeline: VendorPipeline, **changes: object) -> UUID:
    job = await pipeline.in_review(**changes)
    await pipeline.act(job, "approve_storyboard")
    return job


def takes(job: Job) -> list[Take]:
    return [scene.take for scene in job.active_scenes if scene.take]


def says(job: Job, number: int, code: str) -> bool:
    """Return whether the scene shows that error."""
    take = job.active_scenes[number - 1].take
    return bool(take and take.error and take.error.code == code)


async def test_nothing_is_ordered_beyond_max_cost_and_raising_it_resumes_the_job(opened_pipeline: Opened) -> None:
    async with opened_pipeline() as pipeline:
        job = await approved(pipeline, maxCost="4")
        parked = await pipeline.reach(job, JobStatus.PROCESSING, lambda now: stage(now) is Stage.AWAITING_RETRY)

        assert parked.error
        assert parked.error.code == "budget_exceeded"
        assert parked.cost == parked.owed <= 4
        filmed = [scene.take_id for scene in parked.active_scenes if scene.clip]
        assert len(filmed) == pipeline.vendor.accepted.total() == len(parked.active_scenes) - 1

        await pipeline.act(job, "set_budget", maxCost="5")
        done = await pipeline.reach(job, JobStatus.COMPLETED)

        assert done.cost == 5
        assert done.error is None
        assert set(filmed) < {scene.take_id for scene in done.active_scenes}
        assert list(pipeline.vendor.accepted.values()) == [1] * len(done.active_scenes)


async def test_nothing_is_ordered_beyond_the_month_of_a_client_and_raising_it_resumes_its_job(
    opened_pipeline: Opened,
) -> None:
    async with opened_pipeline(max_spend_per_month=Decimal(8)) as pipeline:
        done = await pipeline.completed()
        job = await approved(pipeline)
        parked = await pipeline.reach(job, JobStatus.PROCESSING, lambda now: stage(now) is Stage.AWAITING_RETRY)

        assert done.cost == 5
        assert parked.error
        assert parked.error.code == "budget_exceeded"
        assert parked.brief.context.client_id in parked.error.message
        assert parked.cost == 3 or parked.cost == 2
        ordered = pipeline.vendor.accepted.total()

        clients = PostgresClients(pipeline.adapters.engine)
        await clients.change(parked.brief.context.client_id, {"max_spend_per_month": Decimal(10)})
        await pipeline.act(job, "budget_raised")
        finished = await pipeline.reach(job, JobStatus.COMPLETED)

        assert finished.cost == 5
        assert finished.error is None
        assert finished.budget_warning
        assert pipeline.vendor.accepted.total() == ordered + 1
        assert set(pipeline.vendor.accepted.values()) == {1}


@pytest.mark.usefixtures("settled_soon")
async def test_a_stopped_take_whose_order_the_vendor_cannot_look_up_stays_in_doubt(opened_pipeline: Opened) -> None:
    async with opened_pipeline() as pipeline:
        pipeline.vendor.can_find = False
        pipeline.vendor.slow.clear()
        pipeline.vendor.faults["order"] = [lambda: None]
        job = await approved(pipeline)
        await pipeline.until(job, lambda now: any(take.error for take in takes(now)))

        await pipeline.act(job, "cancel")
        await pipeline.run_ended(job)

        ended = await pipeline.adapters.jobs.load(job)
        (doubtful,) = [take for take in takes(ended) if take.in_doubt]
        assert doubtful.status is TakeStatus.CANCELLED
        assert (doubtful.cost, doubtful.in_doubt) == (Decimal(0), doubtful.price)
        assert job_view(ended).cost_in_doubt == float(doubtful.price)
        assert ended.owed == ended.cost + doubtful.price == 5


async def test_a_vendor_never_has_more_orders_than_its_limit(opened_pipeline: Opened) -> None:
    async with opened_pipeline(at_once=2) as pipeline:
        pipeline.vendor.slow.clear()
        jobs = await asyncio.gather(*(approved(pipeline) for _ in range(3)))
        await pipeline.vendor.until_ordered(2)
        pipeline.vendor.slow.set()
        for job in jobs:
            await pipeline.reach(job, JobStatus.COMPLETED)

        assert pipeline.vendor.most_at_once == 2
        assert set(pipeline.vendor.accepted.values()) == {1}


async def until_only_one_is_ordered(pipeline: VendorPipeline, *jobs: UUID) -> None:
    """Wait until all other takes of the jobs wait for capacity."""
    loaded = [await pipeline.adapters.jobs.load(job) for job in jobs]
    waiting = [take for job in loaded for take in takes(job) if str(take.id) not in pipeline.vendor.accepted]
    await until_waiting(pipeline.client, *(f"take-{take.id}" for take in waiting))


async def test_a_client_with_one_job_does_not_wait_for_all_jobs_of_another(opened_pipeline: Opened) -> None:
    async with opened_pipeline(at_once=1) as pipeline:
        pipeline.vendor.slow.clear()
        many = [await approved(pipeline, clientId="greedy") for _ in range(2)]
        await pipeline.vendor.until_ordered(1)
        await until_only_one_is_ordered(pipeline, *many)
        one = await approved(pipeline, clientId="modest")
        await until_only_one_is_ordered(pipeline, one)

        pipeline.vendor.slow.set()
        for job in (one, *many):
            await pipeline.reach(job, JobStatus.COMPLETED)

        order = list(pipeline.vendor.accepted)
        first = min(order.index(str(take.id)) for take in takes(await pipeline.adapters.jobs.load(one)))
        assert first <= len(order) / 2
        assert pipeline.vendor.most_at_once == 1


async def test_a_run_started_by_a_message_has_the_clients_fairness_key(opened_pipeline: Opened) -> None:
    async with opened_pipeline() as pipeline:
        job = (await pipeline.completed(clientId="modest")).id
        await pipeline.run_ended(job)
        again = takes(await pipeline.act(job, "regenerate_scene", sceneNumber=1))[0]
        await pipeline.reach(job, JobStatus.COMPLETED)

        run = await pipeline.client.get_workflow_handle(f"take-{again.id}").describe()
        assert run.raw_description.workflow_execution_info.priority.fairness_key == "modest"


async def test_an_order_without_an_answer_is_looked_up_while_others_wait_for_capacity(opened_pipeline: Opened) -> None:
    async with opened_pipeline(at_once=1) as pipeline:
        pipeline.vendor.faults["order"] = [lambda: None]
        jobs = [await approved(pipeline), await approved(pipeline)]
        for job in jobs:
            await pipeline.reach(job, JobStatus.COMPLETED)

        assert set(pipeline.vendor.accepted.values()) == {1}
        assert pipeline.vendor.most_at_once == 1


async def test_a_take_that_waits_for_capacity_is_cancelled_and_never_ordered(opened_pipeline: Opened) -> None:
    async with opened_pipeline(at_once=1) as pipeline:
        pipeline.vendor.slow.clear()
        first = await approved(pipeline)
        await pipeline.vendor.until_ordered(1)
        second = await approved(pipeline)
        await until_only_one_is_ordered(pipeline, second)

        await pipeline.act(second, "cancel")
        await pipeline.run_ended(second)

        pipeline.vendor.slow.set()
        done = await pipeline.reach(first, JobStatus.COMPLETED)
        assert set(pipeline.vendor.accepted) == {str(take.id) for take in takes(done)}


async def test_a_take_checks_capacity_before_it_fetches_its_pictures(opened_pipeline: Opened) -> None:
    async with opened_pipeline(at_once=1) as pipeline:
        pipeline.vendor.slow.clear()
        first = await approved(pipeline)
        await pipeline.vendor.until_ordered(1)
        second = await _in_review_with_a_picture(pipeline)
        (picture,) = (await pipeline.adapters.jobs.load(second)).assets
        await pipeline.adapters.storage.delete(picture.blob_key or "")

        await pipeline.act(second, "approve_storyboard")
        await until_only_one_is_ordered(pipeline, second)

        (picture,) = (await pipeline.adapters.jobs.load(second)).assets
        assert picture.status is AssetStatus.READY, "nobody has missed it"
        for job in (first, second):
            await pipeline.act(job, "cancel")
            await pipeline.run_ended(job)


async def _in_review_with_a_picture(pipeline: VendorPipeline) -> UUID:
    job, hero = uuid7(), JobAsset(id=uuid7(), type=None, name="cup", role="hero", status=AssetStatus.PENDING)
    await pipeline.adapters.jobs.create(job, brief(), [hero], {hero.id: f"{pipeline.vendor.url}/picture"})
    await pipeline.gateway.start(job, "client")
    await pipeline.reach(job, JobStatus.STORYBOARD_REVIEW)
    return job


async def test_an_outage_of_our_storage_is_no_failure_of_the_vendor(opened_pipeline: Opened) -> None:
    secret = SecretStr("none")
    nowhere = {"s3_endpoint_url": "http://127.0.0.1:1", "s3_bucket_name": "none", "blob_storage_type": "s3"}
    async with opened_pipeline(**nowhere, aws_access_key_id=secret, aws_secret_access_key=secret) as pipeline:
        job = await approved(pipeline)
        await pipeline.until(job, lambda now: sum(take.attempt for take in takes(now)) > TRIPS_AFTER)

        await pipeline.adapters.catalog.has_capacity("runway", uuid7())

        await pipeline.act(job, "cancel")
        await pipeline.run_ended(job)


def _waiting(job: Job) -> list[Take]:
    """Return the takes that wait because their vendor is down."""
    return [take for take in takes(job) if take.error and take.error.code == "vendor_down"]


async def test_takes_of_a_vendor_that_is_down_wait_without_attempts_and_then_go_on(opened_pipeline: Opened) -> None:
    async with opened_pipeline() as pipeline:
        pipeline.vendor.is_down = True
        jobs = [await approved(pipeline), await approved(pipeline)]
        parked = await pipeline.reach(jobs[1], JobStatus.PROCESSING, lambda now: bool(_waiting(now)))

        waiting = _waiting(parked)[0]
        assert waiting.next_retry_at
        assert waiting.orders == 0
        loaded = [await pipeline.adapters.jobs.load(job) for job in jobs]
        tried = sum(take.attempt for job in loaded for take in takes(job))
        assert tried <= pipeline.vendor.turned_away <= 12

        pipeline.vendor.is_down = False
        for job in jobs:
            await pipeline.reach(job, JobStatus.COMPLETED)
        assert set(pipeline.vendor.accepted.values()) == {1}


async def test_a_vendor_that_asks_to_wait_gets_no_orders_and_the_film_can_keep_its_earlier_clips(
    opened_pipeline: Opened,
) -> None:
    async with opened_pipeline(scenes_per_video_min=3, scenes_per_video_max=3) as pipeline:
        before = await pipeline.completed()
        job, ordered = before.id, pipeline.vendor.accepted.total()
        pipeline.vendor.faults["refuse"] = [busy_for(90)]
        await pipeline.act(job, "regenerate_scene", sceneNumber=1)
        await pipeline.reach(job, JobStatus.PROCESSING, lambda now: says(now, 1, "busy"))

        await pipeline.act(job, "regenerate_scene", sceneNumber=2)
        parked = await pipeline.reach(job, JobStatus.PROCESSING, lambda now: says(now, 2, "vendor_down"))
        waiting = takes(parked)[1]
        assert waiting.next_retry_at
        assert timedelta(seconds=60) < waiting.next_retry_at - parked.updated_at <= timedelta(seconds=90)
        assert waiting.attempt == 0

        await pipeline.act(job, "regenerate_scene", sceneNumber=2)
        again = await pipeline.reach(job, JobStatus.PROCESSING, lambda now: says(now, 2, "vendor_down"))
        assert takes(again)[1].number == waiting.number + 1

        await pipeline.act(job, "finish_without_failed")
        done = await pipeline.reach(job, JobStatus.COMPLETED)
        assert [scene.clip for scene in done.active_scenes] == [scene.clip for scene in before.active_scenes]
        assert done.film == before.film
        assert pipeline.vendor.accepted.total() == ordered
