"""What may be ordered from a vendor by all workers together."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.jobs.repository import PostgresJobs
from db.purchasing.vendor_limits import TRIPS_AFTER, PostgresVendorHealth
from db.scenarios.repository import PostgresScenarios
from domain.errors import VendorBusy
from domain.job.takes.take import TakeStatus
from domain.rules import results
from domain.rules.messages import Cancel
from domain.rules.purchases import purchasing
from domain.scenarios.task import StoredImage
from tests.stack.db.by_hand import Database
from tests.stack.db.orders import FREE, claim, claim_still, end, filming, limits, take_in, undrawn
from tests.unit.domain.jobs import MODEL_CHOICE


async def test_orders_over_the_concurrency_limit_are_refused(jobs: PostgresJobs, elsewhere: PostgresJobs) -> None:
    first, second = await filming(jobs), await filming(jobs)
    await claim(jobs, first, limits(at_once=1))

    with pytest.raises(VendorBusy, match="1 of the 1 orders"):
        await claim(elsewhere, second, limits(at_once=1))
    assert take_in(await jobs.load(second)).status is TakeStatus.WANTED

    await end(jobs, first)
    await claim(elsewhere, second, limits(at_once=1))


async def test_the_limit_holds_for_concurrent_claims(jobs: PostgresJobs, elsewhere: PostgresJobs) -> None:
    waiting = [await filming(jobs) for _ in range(8)]

    came = await asyncio.gather(
        *(claim(store, job, limits(at_once=3)) for job, store in zip(waiting, [jobs, elsewhere] * 4, strict=True)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in came) == ["Take"] * 3 + ["VendorBusy"] * 5


async def test_orders_over_the_rate_limit_are_refused(
    jobs: PostgresJobs, elsewhere: PostgresJobs, database: Database
) -> None:
    for _ in range(2):
        done = await filming(jobs)
        await claim(jobs, done, limits(count=2))
        await end(jobs, done)
    third = await filming(jobs)

    with pytest.raises(VendorBusy, match="2 orders in 60 s"):
        await claim(elsewhere, third, limits(count=2))

    database.run("update takes set asked_at = asked_at - interval '61 seconds'")
    await claim(elsewhere, third, limits(count=2))


async def test_a_first_frame_counts_for_the_vendor_that_draws_it(jobs: PostgresJobs, elsewhere: PostgresJobs) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await claim_still(jobs, one, limits(at_once=1))

    with pytest.raises(VendorBusy, match="1 of the 1 orders"):
        await claim_still(elsewhere, other, limits(at_once=1))
    with pytest.raises(VendorBusy):
        await claim(elsewhere, other, limits(at_once=1))

    await jobs.change(one, lambda job, _: purchasing.mark_still_drawn(job, take_in(job).id, "key"))
    await claim_still(elsewhere, other, limits(at_once=1))
    with pytest.raises(VendorBusy, match="2 orders in 60 s"):
        await claim(jobs, one, limits(count=2))


async def test_pictures_of_saved_scenes_count_for_the_same_limits(
    jobs: PostgresJobs, engine: AsyncEngine, elsewhere: PostgresJobs
) -> None:
    saving = PostgresScenarios(engine)
    first, second = await undrawn(saving)
    narrow = limits(at_once=1)
    assert await saving.claim(first, None, narrow.vendor, narrow, FREE)

    with pytest.raises(VendorBusy, match="1 of the 1 orders"):
        await saving.claim(second, None, narrow.vendor, narrow, FREE)
    with pytest.raises(VendorBusy):
        await claim(elsewhere, await filming(jobs), narrow)
    assert (await saving.scene(second)).orders == 0

    await saving.save_image_key(first, StoredImage(key="key", content_type="image/png", size=1))
    assert await saving.claim(second, None, narrow.vendor, narrow, FREE)
    with pytest.raises(VendorBusy, match="2 orders in 60 s"):
        await claim(elsewhere, await filming(jobs), limits(count=2))


async def test_a_stopping_take_counts_until_it_is_cancelled_at_the_vendor(jobs: PostgresJobs) -> None:
    one, other = await filming(jobs), await filming(jobs)
    await claim(jobs, one, limits(at_once=1))
    await jobs.apply(one, "request", Cancel())

    with pytest.raises(VendorBusy):
        await claim(jobs, other, limits(at_once=1))

    await jobs.change(one, lambda job, _: results.mark_stopped(job, take_in(job).id))
    await claim(jobs, other, limits(at_once=1))


async def test_has_capacity_gives_the_same_answer_and_reserves_nothing(
    jobs: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    await vendors.has_capacity(limits(at_once=1))
    await vendors.has_capacity(limits(at_once=1))

    await claim(jobs, await filming(jobs), limits(at_once=1))
    with pytest.raises(VendorBusy, match="1 of the 1 orders") as full:
        await vendors.has_capacity(limits(at_once=1))
    assert full.value.vendor == MODEL_CHOICE.provider


async def test_a_full_vendor_is_said_to_be_failing_once_it_has_failed_too_often_and_until_it_answers(
    jobs: PostgresJobs, vendors: PostgresVendorHealth, database: Database
) -> None:
    await claim(jobs, await filming(jobs), limits(at_once=1))
    for _ in range(TRIPS_AFTER):
        await vendors.record_failure(MODEL_CHOICE.provider, None)
    database.run("update vendors set down_until = now() - interval '1 second'")
    with pytest.raises(VendorBusy) as failing:
        await vendors.has_capacity(limits(at_once=1))

    await vendors.record_answer(MODEL_CHOICE.provider)

    with pytest.raises(VendorBusy) as full:
        await vendors.has_capacity(limits(at_once=1))
    assert (failing.value.is_failing, full.value.is_failing) == (True, False)


async def test_the_next_slot_is_reserved_for_the_first_claimant(
    jobs: PostgresJobs, elsewhere: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    inside, waiting, coming = await filming(jobs), await filming(jobs), await filming(jobs)
    await claim(jobs, inside, limits(at_once=1))
    first, second = [limits(at_once=1).for_claimant(take_in(await jobs.load(job)).id) for job in (waiting, coming)]
    assert not await vendors.reserve_slot(first)
    assert not await vendors.reserve_slot(second)

    await end(jobs, inside)
    assert not await vendors.reserve_slot(second)
    with pytest.raises(VendorBusy, match="the next is another's"):
        await claim(elsewhere, coming, limits(at_once=1))
    assert await vendors.reserve_slot(first)

    await claim(elsewhere, waiting, limits(at_once=1))
    await end(jobs, waiting)
    assert await vendors.reserve_slot(second)


async def test_a_reservation_expires(jobs: PostgresJobs, vendors: PostgresVendorHealth, database: Database) -> None:
    gone, coming = uuid4(), await filming(jobs)
    assert await vendors.reserve_slot(limits(at_once=1).for_claimant(gone))
    with pytest.raises(VendorBusy):
        await claim(jobs, coming, limits(at_once=1))

    database.run("update vendors set next_until = now()")

    await claim(jobs, coming, limits(at_once=1))


async def test_other_claimants_use_the_slots_that_are_not_reserved(
    jobs: PostgresJobs, vendors: PostgresVendorHealth
) -> None:
    assert await vendors.reserve_slot(limits(at_once=2).for_claimant(uuid4()))
    assert await vendors.reserve_slot(limits(at_once=2).for_claimant(uuid4()))

    await claim(jobs, await filming(jobs), limits(at_once=2))


async def test_an_order_that_is_sent_again_does_not_count_twice(jobs: PostgresJobs) -> None:
    job = await filming(jobs)
    await claim(jobs, job, limits(at_once=1))

    assert (await claim(jobs, job, limits(at_once=1))).orders == 2


async def test_another_vendors_orders_do_not_count(jobs: PostgresJobs, database: Database) -> None:
    first, second = await filming(jobs), await filming(jobs)
    await claim(jobs, first, limits(at_once=1))
    database.run("update takes set provider = 'another' where job_id = %s", first)

    await claim(jobs, second, limits(at_once=1))
