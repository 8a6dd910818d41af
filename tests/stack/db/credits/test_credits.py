"""Credits: what is granted, held, paid and given back."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.clients.credits import PostgresCredits
from db.connections.engine import connect
from domain.base import Cursor
from domain.credits import CreditAccount, CreditEntry, EntryKind
from domain.errors import Conflict, Transient
from tests.unit.domain.jobs import some_id

ANN = "ann"
TASK = some_id("task")


@pytest.fixture
def credits(engine: AsyncEngine) -> PostgresCredits:
    return PostgresCredits(engine)


@pytest.fixture
async def processes(sqlalchemy_url: str) -> AsyncIterator[list[PostgresCredits]]:
    """The same ledger, as four processes have it."""
    engines = [connect(sqlalchemy_url, pool_size=2) for _ in range(4)]
    yield [PostgresCredits(engine) for engine in engines]
    for engine in engines:
        await engine.dispose()


async def granted(credits: PostgresCredits, amount: int, user: str = ANN) -> None:
    await credits.grant(user, uuid4(), amount, "")


def account(balance: int, held: int = 0) -> CreditAccount:
    return CreditAccount(user_id=ANN, balance=balance, held=held, available=balance - held)


async def test_an_account_without_entries_is_zero(credits: PostgresCredits) -> None:
    assert await credits.account(ANN) == account(0)


async def test_what_is_granted_is_available(credits: PostgresCredits) -> None:
    assert await credits.grant(ANN, uuid4(), 10, "welcome") == account(10)
    assert await credits.grant(ANN, uuid4(), 5, "more") == account(15)
    assert await credits.account(ANN) == account(15)


async def test_a_repeated_request_grants_once(credits: PostgresCredits, processes: list[PostgresCredits]) -> None:
    request = uuid4()

    answers = await asyncio.gather(*(each.grant(ANN, request, 10, "welcome") for each in processes * 3))

    assert answers == [account(10)] * 12
    assert await credits.account(ANN) == account(10)


async def test_held_credits_are_in_the_balance_and_not_available(credits: PostgresCredits) -> None:
    await granted(credits, 10)

    assert await credits.hold(ANN, TASK, 8)

    assert await credits.account(ANN) == account(10, held=8)


async def test_more_than_is_available_is_not_held_at_all(credits: PostgresCredits) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, uuid4(), 8)

    assert not await credits.hold(ANN, TASK, 3)
    assert not await credits.hold("nobody", TASK, 1)

    assert await credits.account(ANN) == account(10, held=8)


async def test_a_task_holds_once(credits: PostgresCredits, processes: list[PostgresCredits]) -> None:
    await granted(credits, 10)

    verdicts = await asyncio.gather(*(each.hold(ANN, TASK, 6) for each in processes * 3))

    assert verdicts == [True] * 12
    assert await credits.account(ANN) == account(10, held=6)


async def test_a_task_that_was_refused_may_hold_when_there_is_enough(credits: PostgresCredits) -> None:
    assert not await credits.hold(ANN, TASK, 6)
    await granted(credits, 6)

    assert await credits.hold(ANN, TASK, 6)


async def test_a_capture_reduces_the_hold_and_the_balance(credits: PostgresCredits) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 8)

    await credits.capture(TASK, "scene 2", 2)

    assert await credits.account(ANN) == account(8, held=6)


async def test_the_same_capture_is_paid_once(credits: PostgresCredits, processes: list[PostgresCredits]) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 8)

    await asyncio.gather(*(each.capture(TASK, "scene 2", 2) for each in processes * 3))

    assert await credits.account(ANN) == account(8, held=6)


async def test_no_more_is_captured_than_is_held(credits: PostgresCredits) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 3)
    await credits.capture(TASK, "scene 2", 2)

    with pytest.raises(Conflict, match="holds 1 credits; 2 cannot be paid"):
        await credits.capture(TASK, "scene 3", 2)
    with pytest.raises(Conflict):
        await credits.capture(uuid4(), "scene 2", 1)

    assert await credits.account(ANN) == account(8, held=1)


async def test_what_is_left_is_released_once(credits: PostgresCredits, processes: list[PostgresCredits]) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 8)
    await credits.capture(TASK, "scene 2", 2)

    await asyncio.gather(*(each.release(TASK) for each in processes * 3))

    assert await credits.account(ANN) == account(8)


async def test_a_released_task_pays_nothing_more_but_what_it_paid_stays_paid(credits: PostgresCredits) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 8)
    await credits.capture(TASK, "scene 2", 2)
    await credits.release(TASK)

    await credits.capture(TASK, "scene 2", 2)
    with pytest.raises(Conflict):
        await credits.capture(TASK, "scene 3", 2)

    assert await credits.account(ANN) == account(8)


async def test_a_hold_after_its_release_holds_nothing(credits: PostgresCredits) -> None:
    await granted(credits, 10)
    await credits.hold(ANN, TASK, 8)
    await credits.release(TASK)

    assert not await credits.hold(ANN, TASK, 8)

    assert await credits.account(ANN) == account(10)


async def test_a_task_without_a_hold_releases_nothing(credits: PostgresCredits) -> None:
    await credits.release(TASK)


async def test_an_amount_of_zero_needs_no_credits_and_writes_no_entry(credits: PostgresCredits) -> None:
    assert await credits.hold(ANN, TASK, 0)
    await credits.capture(TASK, "scene 2", 0)
    await credits.release(TASK)

    assert await credits.entries(ANN, 9) == []


async def test_many_at_once_never_hold_more_than_there_is(
    credits: PostgresCredits, processes: list[PostgresCredits]
) -> None:
    await granted(credits, 10)

    verdicts = await asyncio.gather(*(processes[number % 4].hold(ANN, uuid4(), 3) for number in range(24)))

    assert sum(verdicts) == 3
    assert await credits.account(ANN) == account(10, held=9)


async def test_captures_and_a_release_at_once_pay_or_give_back_every_credit_once(
    credits: PostgresCredits, processes: list[PostgresCredits]
) -> None:
    await granted(credits, 20)
    await credits.hold(ANN, TASK, 20)

    async def pay(number: int) -> None:
        await processes[number % 4].capture(TASK, f"scene {number}", 2)

    payments = [pay(number) for number in range(10)]
    await asyncio.gather(*payments[:5], processes[0].release(TASK), *payments[5:], return_exceptions=True)

    captures = [entry for entry in await credits.entries(ANN, 99) if entry.kind is EntryKind.CAPTURE]
    assert await credits.account(ANN) == account(20 - 2 * len(captures))


async def test_entries_are_listed_newest_first(credits: PostgresCredits) -> None:
    await credits.grant(ANN, uuid4(), 10, "welcome")
    await granted(credits, 7, "bob")
    await credits.hold(ANN, TASK, 8)
    await credits.capture(TASK, "scene 2", 2)
    await credits.release(TASK)

    told = [(each.kind.value, each.amount, each.task, each.purpose or each.reason) for each in await in_pages(credits)]

    assert told == [
        ("release", 6, TASK, ""),
        ("capture", 2, TASK, "scene 2"),
        ("hold", 8, TASK, ""),
        ("grant", 10, None, "welcome"),
    ]


async def in_pages(credits: PostgresCredits) -> list[CreditEntry]:
    """All of them, read one by one."""
    found: list[CreditEntry] = []
    after = None
    while page := await credits.entries(ANN, 1, after):
        found += page
        after = Cursor(created_at=found[-1].created_at, id=found[-1].id)
    return found


async def test_an_unavailable_database_is_a_transient_error() -> None:
    away = connect("postgresql+psycopg://postgres@127.0.0.1:1/away")

    with pytest.raises(Transient):
        await PostgresCredits(away).hold(ANN, TASK, 1)

    await away.dispose()
