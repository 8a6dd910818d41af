"""What is bought, from whom and when: limits of money, of vendors, and of patience, on real servers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest

from domain.door import Door
from domain.job import Job, JobStatus, Stage
from domain.progress import stage
from domain.take import Take
from runtime.embedded.temporal import EmbeddedTemporal
from runtime.settings import Settings
from tests.scenes.stack import busy
from tests.studio import Studio, studio
from tests.vendor import Vendor

Opened = Callable[..., AbstractAsyncContextManager[Studio]]


@pytest.fixture
def opened(settings: Settings, temporal: EmbeddedTemporal, vendor: Vendor) -> Opened:
    """Opens a studio whose vendor has a door, and asks a dollar for a second of film."""

    @asynccontextmanager
    async def open_it(at_once: int = 10) -> AsyncIterator[Studio]:
        door = Door(vendor="test", at_once=at_once, count=1000, window=timedelta(minutes=1))
        async with studio(settings, temporal.address, vendor, door, price="1") as ready, ready.worker():
            yield ready

    return open_it


async def approved(studio: Studio, **changes: object) -> UUID:
    job = await studio.in_review(**changes)
    await studio.act(job, "approve_storyboard")
    return job


def takes(job: Job) -> list[Take]:
    return [scene.take for scene in job.living if scene.take]


def says(job: Job, number: int, code: str) -> bool:
    """Whether the scene shows that error."""
    take = job.living[number - 1].take
    return bool(take and take.error and take.error.code == code)


async def test_nothing_is_ordered_beyond_the_limit_and_more_money_lets_the_job_go_on(opened: Opened) -> None:
    async with opened() as studio:
        job = await approved(studio, maxCost="4")
        parked = await studio.reach(job, JobStatus.PROCESSING, lambda now: stage(now) is Stage.AWAITING_RETRY)

        assert parked.error
        assert parked.error.code == "budget_exceeded"
        assert parked.cost == parked.owed <= 4
        filmed = [scene.take_id for scene in parked.living if scene.clip]
        assert len(filmed) == studio.vendor.accepted.total() == len(parked.living) - 1

        await studio.act(job, "set_budget", maxCost="5")
        done = await studio.reach(job, JobStatus.COMPLETED)

        assert done.cost == 5
        assert done.error is None
        assert set(filmed) < {scene.take_id for scene in done.living}
        assert list(studio.vendor.accepted.values()) == [1] * len(done.living)


async def test_no_more_orders_are_with_the_vendor_than_may_be(opened: Opened) -> None:
    async with opened(at_once=2) as studio:
        studio.vendor.slow.clear()
        jobs = await asyncio.gather(*(approved(studio) for _ in range(3)))
        await studio.vendor.until_ordered(2)
        studio.vendor.slow.set()
        for job in jobs:
            await studio.reach(job, JobStatus.COMPLETED)

        assert studio.vendor.most_at_once == 2
        assert set(studio.vendor.accepted.values()) == {1}


def _waiting(job: Job) -> list[Take]:
    """Takes that wait until the vendor is back."""
    return [take for take in takes(job) if take.error and take.error.code == "vendor_down"]


async def test_while_a_vendor_is_down_takes_wait_without_being_tried_and_then_go_on(opened: Opened) -> None:
    async with opened() as studio:
        studio.vendor.is_down = True
        jobs = [await approved(studio), await approved(studio)]
        parked = await studio.reach(jobs[1], JobStatus.PROCESSING, lambda now: bool(_waiting(now)))

        waiting = _waiting(parked)[0]
        assert waiting.next_retry_at
        assert waiting.orders == 0
        loaded = [await studio.made.jobs.load(job) for job in jobs]
        tried = sum(take.attempt for job in loaded for take in takes(job))
        assert tried <= studio.vendor.turned_away <= 12

        studio.vendor.is_down = False
        for job in jobs:
            await studio.reach(job, JobStatus.COMPLETED)
        assert set(studio.vendor.accepted.values()) == {1}


async def test_a_vendor_that_asks_to_be_left_alone_is_and_its_scenes_may_be_decided_about(opened: Opened) -> None:
    async with opened() as studio:
        job = (await studio.completed()).id
        ordered = studio.vendor.accepted.total()
        studio.vendor.faults["refuse"] = [busy(90)]
        await studio.act(job, "regenerate_scene", sceneNumber=1)
        await studio.reach(job, JobStatus.PROCESSING, lambda now: says(now, 1, "busy"))

        await studio.act(job, "regenerate_scene", sceneNumber=2)
        parked = await studio.reach(job, JobStatus.PROCESSING, lambda now: says(now, 2, "vendor_down"))
        waiting = takes(parked)[1]
        assert waiting.next_retry_at
        assert timedelta(seconds=60) < waiting.next_retry_at - parked.updated_at <= timedelta(seconds=90)
        assert waiting.attempt == 0

        await studio.act(job, "regenerate_scene", sceneNumber=2)
        again = await studio.reach(job, JobStatus.PROCESSING, lambda now: says(now, 2, "vendor_down"))
        assert takes(again)[1].number == waiting.number + 1

        await studio.act(job, "finish_without_failed")
        done = await studio.reach(job, JobStatus.COMPLETED)
        assert len(done.living) == len(parked.living) - 2
        assert studio.vendor.accepted.total() == ordered
