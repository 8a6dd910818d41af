"""The open orders of a vendor, and what is announced of them."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import transaction
from db.jobs.repository import PostgresJobs
from db.purchasing.open_orders import PostgresOpenOrders
from domain.base import evolve
from domain.job.model import JobStatus
from domain.rules.purchases import purchasing
from tests.stack.db.by_hand import Database
from tests.stack.db.orders import WIDE, claim, claim_still, end, filming, take_in
from tests.unit.domain.jobs import MODEL_CHOICE

VENDOR = MODEL_CHOICE.provider


@pytest.fixture
def orders(engine: AsyncEngine, database_url: str) -> PostgresOpenOrders:
    return PostgresOpenOrders(engine, database_url)


async def ordered(jobs: PostgresJobs) -> tuple[UUID, UUID]:
    """A job whose only take the vendor has, and that take."""
    job = await filming(jobs)
    take = (await claim(jobs, job)).id
    await jobs.change(job, lambda job, _: purchasing.record_order(job, take, f"order-{take}"))
    return job, take


async def test_an_order_is_open_from_its_record_until_its_clip_is_stored(
    jobs: PostgresJobs, orders: PostgresOpenOrders
) -> None:
    claimed = await filming(jobs)
    await claim(jobs, claimed)
    done, _ = await ordered(jobs)
    await end(jobs, done)
    _, take = await ordered(jobs)

    (found,) = await orders.of(VENDOR)

    assert (found.subject, found.order_id, found.progress) == (take, f"order-{take}", None)
    assert 0 <= found.age.total_seconds() < 60
    assert await orders.of("another") == []
    assert await orders.vendors() == [VENDOR]


async def test_orders_of_a_job_that_is_over_are_not_open(jobs: PostgresJobs, orders: PostgresOpenOrders) -> None:
    job, _ = await ordered(jobs)
    await jobs.change(job, lambda job, _: evolve(job, status=JobStatus.FAILED))

    assert await orders.of(VENDOR) == []


async def test_an_order_of_a_still_is_open_until_it_is_drawn(jobs: PostgresJobs, orders: PostgresOpenOrders) -> None:
    job, vendor = await filming(jobs), WIDE.model_copy(update={"vendor": "painter"})
    await claim_still(jobs, job, vendor)
    assert await orders.of("painter") == []
    take = take_in(await jobs.load(job)).id
    await jobs.change(job, lambda job, _: purchasing.record_order(job, take, "still-1", purchasing.TakePart.STILL))

    (found,) = await orders.of("painter")

    assert (found.subject, found.order_id, found.is_picture) == (take, "still-1", True)
    assert await orders.of(VENDOR) == []
    await jobs.change(job, lambda job, _: purchasing.mark_still_drawn(job, take, "key"))
    assert await orders.of("painter") == []


async def test_progress_of_many_takes_is_saved(jobs: PostgresJobs, orders: PostgresOpenOrders) -> None:
    first, second = [(await ordered(jobs))[1] for _ in range(2)]

    await orders.report({first: 0.25, second: 0.5})

    assert {order.subject: order.progress for order in await orders.of(VENDOR)} == {first: 0.25, second: 0.5}


async def test_progress_of_a_take_that_is_just_being_changed_is_left_out(
    jobs: PostgresJobs, orders: PostgresOpenOrders, engine: AsyncEngine
) -> None:
    """Waiting for its row while holding others could be a deadlock."""
    _, busy = await ordered(jobs)
    _, free = await ordered(jobs)
    async with transaction(engine) as session:
        connection = await session.connection()
        await connection.exec_driver_sql(f"select from takes where id = '{busy}' for update")

        async with asyncio.timeout(10):
            await orders.report({busy: 0.5, free: 0.5})

    assert {order.subject: order.progress for order in await orders.of(VENDOR)} == {busy: None, free: 0.5}


async def test_progress_that_comes_after_the_clip_changes_nothing(
    jobs: PostgresJobs, orders: PostgresOpenOrders
) -> None:
    job, take = await ordered(jobs)
    await end(jobs, job)

    await orders.report({take: 0.5})

    assert take_in(await jobs.load(job)).progress is None


async def test_new_orders_are_announced_also_after_the_connection_was_lost(
    jobs: PostgresJobs, orders: PostgresOpenOrders, database: Database
) -> None:
    changed = asyncio.Event()
    following = asyncio.create_task(orders.follow(VENDOR, changed.set))
    async with asyncio.timeout(30):
        await changed.wait()  # it listens now
        changed.clear()
        await ordered(jobs)
        await changed.wait()

        changed.clear()
        database.run(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where query = 'listen orders' and datname = current_database()"
        )
        await changed.wait()  # what was ordered meanwhile is not announced: it is read
    following.cancel()
