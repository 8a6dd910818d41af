"""What may be ordered from a vendor by all workers together, and when it is left alone."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.doors import Vendors
from db.engine import connect
from db.jobs import Jobs
from domain import buying, steps
from domain.door import Door
from domain.drafting import approve
from domain.errors import VendorBusy, VendorDown
from domain.job import Job
from domain.take import Take, TakeStatus
from tests.db.by_hand import Database
from tests.domain.jobs import CAMERA, brief, plan

A_MINUTE = timedelta(minutes=1)
WIDE = Door(vendor=CAMERA.provider, at_once=100, count=100, window=A_MINUTE)


def door(at_once: int = 100, count: int = 100) -> Door:
    return Door(vendor=CAMERA.provider, at_once=at_once, count=count, window=A_MINUTE)


@pytest.fixture
def vendors(engine: AsyncEngine) -> Vendors:
    return Vendors(engine)


@pytest.fixture
async def elsewhere(sqlalchemy_url: str) -> AsyncIterator[Jobs]:
    """The store of another process."""
    engine = connect(sqlalchemy_url)
    yield Jobs(engine, lambda _: CAMERA)
    await engine.dispose()


async def filming(jobs: Jobs) -> UUID:
    """A job with one take that is to be ordered."""
    job, scene = uuid4(), uuid4()
    await jobs.create(job, brief(), [], {})
    await jobs.change(
        job,
        lambda job, now: approve(
            steps.planned(steps.begin(job, now), 1, plan("one"), [scene], now, CAMERA), now, CAMERA
        ),
    )
    return job


def take_in(job: Job) -> Take:
    assert job.living[0].take
    return job.living[0].take


async def claim(jobs: Jobs, job: UUID, by: Door = WIDE) -> Take:
    """The job's take is claimed by somebody who knows of its last claim."""
    return take_in(
        await jobs.change(
            job, lambda job, now: buying.claimed(job, take_in(job).id, take_in(job).asked_at, now), door=by
        )
    )


async def end(jobs: Jobs, job: UUID) -> None:
    """The vendor has made it."""

    def rule(job: Job) -> Job:
        take = take_in(job).id
        return steps.filmed(buying.ordered(job, take, f"order-{take}"), take, "key")

    await jobs.change(job, lambda job, _: rule(job))


async def fails(vendors: Vendors, times: int, retry_after: timedelta | None = None) -> None:
    for _ in range(times):
        await vendors.failed(CAMERA.provider, retry_after)


def is_over(database: Database) -> None:
    """The pause of all vendors has passed."""
    database.run("update vendors set down_until = now()")


async def wait_of(jobs: Jobs, job: UUID) -> float:
    """The seconds for which the vendor is left alone."""
    with pytest.raises(VendorDown) as refused:
        await claim(jobs, job)
    assert refused.value.retry_after
    return refused.value.retry_after.total_seconds()


async def test_no_more_orders_are_with_a_vendor_than_may_be(jobs: Jobs, elsewhere: Jobs) -> None:
    first, second = await filming(jobs), await filming(jobs)
    await claim(jobs, first, door(at_once=1))

    with pytest.raises(VendorBusy, match="1 orders of ours"):
        await claim(elsewhere, second, door(at_once=1))
    assert take_in(await jobs.load(second)).status is TakeStatus.WANTED

    await end(jobs, first)
    await claim(elsewhere, second, door(at_once=1))


async def test_the_limit_holds_when_many_come_at_once(jobs: Jobs, elsewhere: Jobs) -> None:
    waiting = [await filming(jobs) for _ in range(8)]

    came = await asyncio.gather(
        *(claim(store, job, door(at_once=3)) for job, store in zip(waiting, [jobs, elsewhere] * 4, strict=True)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in came) == ["Take"] * 3 + ["VendorBusy"] * 5


async def test_no_more_orders_are_sent_in_a_while_than_may_be(jobs: Jobs, elsewhere: Jobs, database: Database) -> None:
    for _ in range(2):
        done = await filming(jobs)
        await claim(jobs, done, door(count=2))
        await end(jobs, done)
    third = await filming(jobs)

    with pytest.raises(VendorBusy, match="2 orders in 60 s"):
        await claim(elsewhere, third, door(count=2))

    database.run("update takes set asked_at = asked_at - interval '61 seconds'")
    await claim(elsewhere, third, door(count=2))


async def test_an_order_that_is_sent_again_does_not_wait_for_itself(jobs: Jobs) -> None:
    job = await filming(jobs)
    await claim(jobs, job, door(at_once=1))

    assert (await claim(jobs, job, door(at_once=1))).orders == 2


async def test_another_vendors_orders_do_not_count(jobs: Jobs, database: Database) -> None:
    first, second = await filming(jobs), await filming(jobs)
    await claim(jobs, first, door(at_once=1))
    database.run("update takes set provider = 'another' where job_id = %s", first)

    await claim(jobs, second, door(at_once=1))


async def test_a_vendor_that_fails_now_and_then_is_asked_on(jobs: Jobs, vendors: Vendors) -> None:
    await fails(vendors, 4)
    await vendors.answered(CAMERA.provider)
    await fails(vendors, 4)

    await claim(jobs, await filming(jobs))


async def test_a_vendor_that_fails_five_times_in_a_row_is_left_alone(jobs: Jobs, vendors: Vendors) -> None:
    job = await filming(jobs)
    await fails(vendors, 5)

    assert 10 < await wait_of(jobs, job) <= 15
    assert take_in(await jobs.load(job)).asked_at is None


async def test_orders_that_were_under_way_when_it_went_down_do_not_make_the_pause_longer(
    jobs: Jobs, vendors: Vendors
) -> None:
    await fails(vendors, 12)

    assert await wait_of(jobs, await filming(jobs)) <= 15


async def test_then_one_order_tries_and_the_others_wait_for_its_answer(
    jobs: Jobs, elsewhere: Jobs, vendors: Vendors, database: Database
) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await fails(vendors, 5)
    is_over(database)

    await claim(jobs, one)
    assert await wait_of(elsewhere, other) < 5
    await vendors.answered(CAMERA.provider)
    await claim(elsewhere, other)


async def test_the_pause_doubles_with_each_order_that_tried_in_vain_up_to_five_minutes(
    jobs: Jobs, vendors: Vendors, database: Database
) -> None:
    job, waits = await filming(jobs), []
    await fails(vendors, 5)
    for _ in range(7):
        waits.append(round(await wait_of(jobs, job)))
        is_over(database)
        await fails(vendors, 1)

    assert waits == [15, 30, 60, 120, 240, 300, 300]


async def test_one_that_tried_and_died_gives_way_to_another_in_the_end(
    jobs: Jobs, vendors: Vendors, database: Database
) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await fails(vendors, 5)
    is_over(database)
    await claim(jobs, one)

    database.run("update vendors set probed_at = probed_at - interval '61 seconds'")

    await claim(jobs, other)


async def test_a_vendor_that_asks_to_be_left_alone_is(jobs: Jobs, vendors: Vendors, database: Database) -> None:
    job = await filming(jobs)
    await fails(vendors, 1, timedelta(seconds=40))
    await fails(vendors, 1, timedelta(seconds=20))

    assert 35 < await wait_of(jobs, job) <= 40
    is_over(database)
    await claim(jobs, job)
