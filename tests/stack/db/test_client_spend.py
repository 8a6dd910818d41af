"""What a client may spend in a month, over all its jobs and saved scenarios, in all processes at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db.clients.client_spend import SpendLimits
from db.connections.engine import connect
from db.jobs.repository import PostgresJobs
from db.scenarios.repository import PostgresScenarios
from domain.clients.client_limits import Purchase
from domain.errors import BudgetExceeded, Conflict, ErrorInfo, VendorBusy
from domain.job.model import Job
from domain.job.takes.take import Still, Take, TakeStatus
from domain.rules import results
from domain.rules.messages import Cancel
from domain.rules.purchases import purchasing
from tests.stack.db.by_hand import Database
from tests.stack.db.orders import WIDE, buy, filming_for, limits, take_in, undrawn
from tests.unit.domain.jobs import MODEL_CHOICE

DOLLAR = Decimal(1)
TEN = Decimal(10)
MANY = limits(at_once=100_000, count=100_000)
A_FAILURE = ErrorInfo(code="failed", message="the vendor says no")


@pytest.fixture
def jobs(engine: AsyncEngine) -> PostgresJobs:
    return PostgresJobs(engine, lambda _: MODEL_CHOICE, spend_limits=SpendLimits(TEN))


@pytest.fixture
async def elsewhere(sqlalchemy_url: str) -> AsyncIterator[PostgresJobs]:
    """The repository of another process."""
    engine = connect(sqlalchemy_url)
    yield PostgresJobs(engine, lambda _: MODEL_CHOICE, spend_limits=SpendLimits(TEN))
    await engine.dispose()


@pytest.fixture
def spent(database: Database) -> "Spent":
    return Spent(database)


class Spent:
    """What is noted in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by(self, client_id: str) -> Decimal:
        """What the client has spent, over all months."""
        ((spent,),) = self._database.rows(
            "select coalesce(sum(spent), 0) from client_months where client_id = %s", client_id
        )
        return Decimal(spent)

    def in_months(self, client_id: str) -> dict[date, Decimal]:
        rows = self._database.rows("select month, spent from client_months where client_id = %s", client_id)
        return {month: spent for month, spent in rows if spent}


async def take_of(jobs: PostgresJobs, job: UUID) -> UUID:
    return take_in(await jobs.load(job)).id


async def bought(jobs: PostgresJobs, client: str, price: Decimal | None) -> UUID:
    """A new job of the client, whose one take is claimed for that price."""
    job = await filming_for(jobs, client)
    await buy(jobs, job, await take_of(jobs, job), price)
    return job


async def test_orders_of_all_jobs_of_a_client_count(jobs: PostgresJobs, elsewhere: PostgresJobs, spent: Spent) -> None:
    await bought(jobs, "acme", Decimal(6))
    second = await filming_for(elsewhere, "acme")

    with pytest.raises(BudgetExceeded) as refused:
        await buy(elsewhere, second, await take_of(elsewhere, second), Decimal(5))

    month = f"{datetime.now(UTC):%B %Y}"
    assert f"costs 5.00 USD, and of the 10.00 USD that client acme may spend in {month} (UTC) 4.00 are left" in (
        refused.value.message
    )
    assert "PATCH /api/v3/clients/acme" in refused.value.message
    assert take_in(await jobs.load(second)).status is TakeStatus.WANTED
    assert spent.by("acme") == 6


async def test_the_limit_may_be_used_up_to_the_last_cent(jobs: PostgresJobs, spent: Spent) -> None:
    await bought(jobs, "acme", Decimal("9.9999"))
    await bought(jobs, "acme", Decimal("0.0001"))

    with pytest.raises(BudgetExceeded):
        await bought(jobs, "acme", Decimal("0.0001"))
    assert spent.by("acme") == TEN


async def test_another_client_has_its_own_month(jobs: PostgresJobs) -> None:
    await bought(jobs, "acme", TEN)
    await bought(jobs, "other", TEN)


async def test_a_client_may_have_another_limit_than_the_usual_one(jobs: PostgresJobs, database: Database) -> None:
    database.run("insert into clients values ('rich', 'Rich', now(), null, null, 20), ('poor', 'Poor', now(), 1, 1, 0)")
    await bought(jobs, "rich", Decimal(20))

    with pytest.raises(BudgetExceeded, match=r"of the 0\.00 USD"):
        await bought(jobs, "poor", Decimal("0.01"))


async def test_what_costs_nothing_is_made_whatever_the_limit(jobs: PostgresJobs, database: Database) -> None:
    database.run("insert into clients values ('poor', 'Poor', now(), null, null, 0)")

    await bought(jobs, "poor", Decimal(0))


async def test_a_price_that_nobody_knows_is_refused_where_there_is_a_limit(
    jobs: PostgresJobs, engine: AsyncEngine
) -> None:
    with pytest.raises(BudgetExceeded, match=r"nobody knows what test's test-1 costs.*client acme.*price table"):
        await bought(jobs, "acme", None)

    await bought(PostgresJobs(engine, lambda _: MODEL_CHOICE), "acme", None)


async def test_an_order_that_the_vendor_did_not_take_is_not_spent(jobs: PostgresJobs, spent: Spent) -> None:
    job = await bought(jobs, "acme", TEN)
    take = take_in(await jobs.load(job))

    await jobs.change(job, lambda job, _: purchasing.release_claim(job, take.id, take.asked_at or job.created_at))

    assert spent.by("acme") == 0
    await bought(jobs, "acme", TEN)


async def test_an_order_that_is_stopped_after_its_still_costs_only_that(jobs: PostgresJobs, spent: Spent) -> None:
    job = await filming_for(jobs, "acme")
    take, still = await take_of(jobs, job), Still(provider="images", model="image-1", price=DOLLAR)
    whole = Purchase(what="test's test-1", price=Decimal(5))

    def claims_still(job: Job, now: datetime) -> Job:
        job = purchasing.request_still(purchasing.reserve_budget(job, take, whole.price), take, still)
        return purchasing.claim_order(job, take, None, now, purchasing.TakePart.STILL)

    await jobs.change(job, claims_still, WIDE.for_claimant(take), whole)
    assert spent.by("acme") == 5

    await jobs.change(job, lambda job, _: purchasing.record_order(job, take, "still", purchasing.TakePart.STILL))
    await jobs.change(job, lambda job, _: results.fail_take(job, take, A_FAILURE))
    assert spent.by("acme") == 1


async def test_a_clip_that_became_dearer_since_its_still_of_last_month_is_checked_against_that_month(
    jobs: PostgresJobs, spent: Spent
) -> None:
    job = await filming_for(jobs, "acme")
    take, still = await take_of(jobs, job), Still(provider="images", model="image-1", price=DOLLAR)

    def claims_still(job: Job, now: datetime) -> Job:
        last_month = now.replace(day=1) - timedelta(days=1)
        job = purchasing.request_still(purchasing.reserve_budget(job, take, Decimal(5)), take, still)
        return purchasing.claim_order(job, take, None, last_month, purchasing.TakePart.STILL)

    await jobs.change(job, claims_still)
    with pytest.raises(BudgetExceeded, match=r"of the 10\.00 USD"):
        await buy(jobs, job, take, Decimal(20))
    assert spent.by("acme") == 5

    await buy(jobs, job, take, Decimal(8))
    assert spent.by("acme") == 8


async def test_an_order_that_may_have_been_taken_stays_spent(jobs: PostgresJobs, spent: Spent) -> None:
    job = await bought(jobs, "acme", DOLLAR)

    await jobs.apply(job, "cancel", Cancel())
    await jobs.change(job, lambda job, _: results.mark_stopped(job, take_in(job).id))

    assert spent.by("acme") == 1


async def test_an_order_that_another_limit_refuses_is_not_spent(jobs: PostgresJobs, spent: Spent) -> None:
    await bought(jobs, "acme", DOLLAR)
    job = await filming_for(jobs, "acme")

    with pytest.raises(VendorBusy):
        await buy(jobs, job, await take_of(jobs, job), DOLLAR, limits(at_once=1))

    assert spent.by("acme") == 1


async def test_an_order_counts_in_the_month_of_its_claim(jobs: PostgresJobs, database: Database, spent: Spent) -> None:
    job = await bought(jobs, "acme", TEN)
    before = (datetime.now(UTC).replace(day=1) - timedelta(days=1)).date().replace(day=1)
    database.run("update client_months set month = %s", before)
    database.run("update takes set asked_at = %s", datetime(before.year, before.month, 28, tzinfo=UTC))

    await bought(jobs, "acme", Decimal(9))
    await jobs.change(job, lambda job, _: results.fail_take(job, take_in(job).id, A_FAILURE))

    assert spent.in_months("acme") == {before: 10, datetime.now(UTC).date().replace(day=1): 9}


async def test_a_job_that_orders_at_four_fifths_of_the_month_is_warned(jobs: PostgresJobs) -> None:
    first = await bought(jobs, "acme", Decimal("7.99"))
    second = await bought(jobs, "acme", Decimal("0.01"))

    assert (await jobs.load(first)).budget_warning is None
    warning = (await jobs.load(second)).budget_warning
    assert warning
    assert (warning.spent, warning.limit) == (Decimal(8), TEN)


async def test_images_of_saved_scenarios_count_for_the_same_month(
    jobs: PostgresJobs, engine: AsyncEngine, spent: Spent
) -> None:
    saving = PostgresScenarios(engine, spend_limits=SpendLimits(TEN))
    first, second = await undrawn(saving)
    six = Purchase(what="test's test-1", price=Decimal(6))

    asked_at = await saving.claim(first, None, WIDE.vendor, WIDE, six)
    assert asked_at
    with pytest.raises(BudgetExceeded, match="client user"):
        await saving.claim(second, None, WIDE.vendor, WIDE, six)
    with pytest.raises(BudgetExceeded):
        await bought(jobs, "user", Decimal(5))

    await saving.release_claim(first, asked_at)
    assert spent.by("user") == 0
    assert await saving.claim(second, None, WIDE.vendor, WIDE, six)
    await saving.record_order(second, "order", Decimal(4))
    assert spent.by("user") == 4


Prices = st.lists(st.decimals(Decimal("0.01"), Decimal(6), places=2), min_size=1, max_size=4)
Ends = st.sampled_from(["taken", "refused", "failed", "stopped", "in doubt"])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(Prices, min_size=2, max_size=6), st.lists(Ends, min_size=24, max_size=24))
async def test_claims_of_many_jobs_at_once_never_exceed_the_month(
    jobs: PostgresJobs, elsewhere: PostgresJobs, spent: Spent, prices: list[list[Decimal]], ends: list[str]
) -> None:
    client, remaining = f"client {uuid4()}", iter(ends)
    made = [(await filming_for(jobs, client, len(each)), each) for each in prices]

    async def order(number: int, job: UUID, take: UUID, price: Decimal, end: str) -> None:
        store = (jobs, elsewhere)[number % 2]
        try:
            # Without a limit of the vendor nothing but the client's month lets them wait for each other.
            at_vendor = (None, MANY)[number % 3 == 0]
            claimed = (await buy(store, job, take, price, at_vendor)).find_take(take)
        except BudgetExceeded as error:
            refusal = ErrorInfo.of(error)
            await store.change(job, lambda job, _: results.fail_take(job, take, refusal))
        else:
            if claimed and claimed.asked_at:  # else its job was cancelled meanwhile
                await end_order(store, job, claimed, claimed.asked_at, end)
        assert spent.by(client) <= TEN

    takes = [
        (number, job, scene.take.id, price, next(remaining))
        for number, (job, each) in enumerate(made)
        for scene, price in zip((await jobs.load(job)).active_scenes, each, strict=True)
        if scene.take
    ]
    await asyncio.gather(*(order(*each) for each in takes))

    owed = sum([(await jobs.load(job)).owed for job, _ in made], Decimal(0))
    assert spent.by(client) == owed <= TEN


async def end_order(store: PostgresJobs, job: UUID, take: Take, asked_at: datetime, end: str) -> None:
    """The vendor takes the order or does not, or nobody knows; or its job is cancelled, maybe by another take's end."""
    if end == "refused":
        await store.change(job, lambda job, _: purchasing.release_claim(job, take.id, asked_at))
    elif end != "in doubt":
        await store.change(job, lambda job, _: purchasing.record_order(job, take.id, f"order-{take.id}"))
    if end in ("failed", "refused", "in doubt"):
        await store.change(job, lambda job, _: results.fail_take(job, take.id, A_FAILURE))
    elif end == "stopped":
        with suppress(Conflict):  # another take had it cancelled
            await store.apply(job, f"cancel {take.id}", Cancel())
    await store.change(job, lambda job, _: results.mark_stopped(job, take.id))
