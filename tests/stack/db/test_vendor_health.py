"""When a vendor is left alone, and when it is asked again."""

from datetime import timedelta
from uuid import UUID

import pytest

from db.jobs.repository import PostgresJobs
from db.purchasing.vendor_limits import PostgresVendorHealth
from domain.errors import VendorDown
from tests.stack.db.by_hand import Database
from tests.stack.db.orders import WIDE, claim, filming, take_in
from tests.unit.domain.jobs import MODEL_CHOICE


async def fails(vendors: PostgresVendorHealth, times: int, retry_after: timedelta | None = None) -> None:
    for _ in range(times):
        await vendors.record_failure(MODEL_CHOICE.provider, retry_after)


def is_over(database: Database) -> None:
    """The pause of all vendors has passed."""
    database.run("update vendors set down_until = now()")


async def wait_of(jobs: PostgresJobs, job: UUID) -> float:
    """The seconds for which the vendor is left alone."""
    with pytest.raises(VendorDown) as refused:
        await claim(jobs, job)
    assert refused.value.retry_after
    return refused.value.retry_after.total_seconds()


async def test_failures_that_are_not_in_a_row_do_not_pause_a_vendor(
    jobs: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    await fails(vendors, 4)
    await vendors.record_answer(MODEL_CHOICE.provider)
    await fails(vendors, 4)

    await claim(jobs, await filming(jobs))


async def test_five_failures_in_a_row_pause_a_vendor(jobs: PostgresJobs, vendors: PostgresVendorHealth) -> None:
    job = await filming(jobs)
    await fails(vendors, 5)

    assert 10 < await wait_of(jobs, job) <= 15
    assert take_in(await jobs.load(job)).asked_at is None


async def test_what_a_job_keeps_of_a_pause_says_no_time_that_passes(
    jobs: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    await fails(vendors, 5)

    with pytest.raises(VendorDown) as refused:
        await claim(jobs, await filming(jobs))

    assert refused.value.message == f"{MODEL_CHOICE.provider} does not answer, or asked us to wait"


async def test_failures_of_orders_sent_before_the_pause_do_not_extend_it(
    jobs: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    await fails(vendors, 12)

    assert await wait_of(jobs, await filming(jobs)) <= 15


async def test_after_the_pause_one_order_is_the_probe_and_the_others_wait(
    jobs: PostgresJobs, elsewhere: PostgresJobs, vendors: PostgresVendorHealth, database: Database
) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await fails(vendors, 5)
    is_over(database)

    await claim(jobs, one)
    assert await wait_of(elsewhere, other) < 5
    await vendors.record_answer(MODEL_CHOICE.provider)
    await claim(elsewhere, other)


async def test_the_pause_doubles_with_each_failed_probe_up_to_five_minutes(
    jobs: PostgresJobs, vendors: PostgresVendorHealth, database: Database
) -> None:
    job, waits = await filming(jobs), []
    await fails(vendors, 5)
    for _ in range(7):
        waits.append(round(await wait_of(jobs, job)))
        is_over(database)
        await fails(vendors, 1)

    assert waits == [15, 30, 60, 120, 240, 300, 300]


async def test_a_probe_without_an_answer_is_replaced_after_its_timeout(
    jobs: PostgresJobs, vendors: PostgresVendorHealth, database: Database
) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await fails(vendors, 5)
    is_over(database)
    await claim(jobs, one)

    database.run("update vendors set probed_at = probed_at - interval '61 seconds'")

    await claim(jobs, other)


async def test_a_vendor_gets_the_pause_that_it_asks_for(
    jobs: PostgresJobs, vendors: PostgresVendorHealth, database: Database
) -> None:
    job = await filming(jobs)
    await fails(vendors, 1, timedelta(seconds=40))
    await fails(vendors, 1, timedelta(seconds=20))

    assert 35 < await wait_of(jobs, job) <= 40
    is_over(database)
    await claim(jobs, job)


async def test_has_capacity_refuses_during_a_pause(vendors: PostgresVendorHealth) -> None:
    await fails(vendors, 5)

    with pytest.raises(VendorDown):
        await vendors.has_capacity(WIDE)
