"""The collector of a vendor's open orders, with orders, vendor and takes in memory."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from unittest.mock import create_autospec
from uuid import UUID, uuid4

import pytest
from typing_extensions import override

from activities.purchasing import collect_orders
from activities.purchasing.collect_orders import OrderCollector
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import AccountProblem, DatabaseUnavailable, GreenlightError, Transient
from domain.ports.open_orders import OpenOrder, OpenOrders
from domain.ports.runs import OrderRuns
from domain.ports.vendor_limits import VendorHealth, VendorLimits
from domain.ports.video_and_image import Pending
from domain.vendors.prices import PriceTable
from tests.unit.activities.in_memory import OrderedVideoModel, no_voice
from tests.unit.domain.jobs import LATER

LIMITS = VendorLimits(vendor="test", at_once=10, count=10, window=timedelta(minutes=1))


class Orders(OpenOrders):
    """`outages` is the number of next reads that find no database."""

    def __init__(self) -> None:
        self.open: dict[UUID, OpenOrder] = {}
        self.reports: list[Mapping[UUID, float]] = []
        self.outages = 0
        self._note_change: Callable[[], None] = lambda: None

    def add(self, age: float = 0.0) -> OpenOrder:
        order = OpenOrder(subject=uuid4(), order_id=f"order-{len(self.open)}", age=timedelta(seconds=age))
        self.open[order.subject] = order
        self._note_change()
        return order

    @override
    async def of(self, vendor: str) -> Sequence[OpenOrder]:
        if self.outages:
            self.outages -= 1
            raise DatabaseUnavailable("away")
        return list(self.open.values())

    @override
    async def vendors(self) -> Sequence[str]:
        raise NotImplementedError

    @override
    async def report(self, progress: Mapping[UUID, float]) -> None:
        self.reports.append(dict(progress))

    @override
    async def announce(self, vendor: str) -> None:
        self._note_change()

    @override
    async def follow(self, vendor: str, note_change: Callable[[], None]) -> None:
        self._note_change = note_change
        note_change()
        await asyncio.Event().wait()


class Takes(OrderRuns):
    """`unreachable` is the number of next signals that do not arrive. They arrive once `reached` is set."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.reached.set()
        self.told: list[UUID] = []
        self.unreachable = 0

    @override
    async def tell_news(self, order: OpenOrder) -> None:
        if self.unreachable:
            self.unreachable -= 1
            raise Transient("Temporal does not answer")
        await self.reached.wait()
        self.told.append(order.subject)


class Watched:
    """A collector's surroundings. `rounds` are the looks at all orders."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.orders, self.takes, self.model = Orders(), Takes(), OrderedVideoModel()
        self.health = create_autospec(VendorHealth)
        self._patch = monkeypatch
        for name in ("FIRST_PAUSE", "LONGEST_PAUSE", "REPORT_EVERY", "LONGEST_BACK_OFF"):
            self.set(name, 0.0)

    def set(self, name: str, seconds: float) -> None:
        self._patch.setattr(collect_orders, name, seconds)

    @asynccontextmanager
    async def collecting(self) -> AsyncIterator[None]:
        catalog = VendorCatalog(
            video=lambda _: self.model,
            image=lambda: None,
            voice=no_voice,
            limits_of=lambda _: LIMITS,
            prices=PriceTable(as_of=LATER.date(), video={}, image={}),
            health=self.health,
        )
        running = asyncio.create_task(OrderCollector("test", self.orders, catalog, self.takes).run())
        try:
            async with asyncio.timeout(20):
                yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def rounds(self, count: int) -> None:
        """Wait for so many more answers or failures of the vendor, and what follows from the last."""
        until = self.model.asked + count + 1
        while self.model.asked < until:
            await asyncio.sleep(0)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    return Watched(monkeypatch)


async def test_only_takes_whose_orders_are_not_made_any_more_are_told(watched: Watched) -> None:
    done, pending = watched.orders.add(), watched.orders.add()
    watched.model.states[pending.order_id] = Pending()

    async with watched.collecting():
        await watched.rounds(3)

    assert watched.takes.told == [done.subject]


async def test_a_take_is_told_before_the_vendor_has_answered_about_all_others(watched: Watched) -> None:
    done, _ = watched.orders.add(), watched.orders.add()
    watched.model.others_answered = asyncio.Event()

    async with watched.collecting():
        while not watched.takes.told:
            await asyncio.sleep(0)
        assert watched.takes.told == [done.subject]


async def test_the_vendor_is_asked_for_more_while_takes_are_told(watched: Watched) -> None:
    done = watched.orders.add()
    watched.model.others_answered = asyncio.Event()
    watched.model.others_answered.set()
    watched.takes.reached.clear()

    async with watched.collecting():
        while not watched.model.answered:
            await asyncio.sleep(0)
        assert watched.takes.told == []

        watched.takes.reached.set()
        await watched.rounds(2)
        assert watched.takes.told == [done.subject]


async def test_nobody_is_asked_while_there_is_no_order_and_a_new_one_is_looked_at(watched: Watched) -> None:
    async with watched.collecting():
        for _ in range(100):
            await asyncio.sleep(0)
        assert watched.model.asked == 0

        order = watched.orders.add()
        await watched.rounds(1)

    assert watched.takes.told == [order.subject]


async def test_news_is_repeated_while_its_order_stays_open_but_not_at_once(watched: Watched) -> None:
    order = watched.orders.add()
    async with watched.collecting():
        await watched.rounds(20)
        assert watched.takes.told == [order.subject]

        watched.set("TELL_AGAIN_AFTER", 0.0)
        await watched.rounds(2)

    assert len(watched.takes.told) >= 2


async def test_a_take_that_was_not_reached_is_told_after_the_next_look(watched: Watched) -> None:
    order = watched.orders.add()
    watched.takes.unreachable = 2

    async with watched.collecting():
        await watched.rounds(5)

    assert watched.takes.told == [order.subject]


async def test_a_take_is_told_once_more_when_its_order_is_made_after_all(watched: Watched) -> None:
    """It may have noted failures, which are over."""
    order = watched.orders.add()
    async with watched.collecting():
        await watched.rounds(1)
        watched.model.states[order.order_id] = Pending()
        await watched.rounds(20)

    assert watched.takes.told == [order.subject] * 2


async def test_an_order_that_takes_too_long_is_news(watched: Watched) -> None:
    order = watched.orders.add(age=watched.model.patience)
    watched.model.states[order.order_id] = Pending()

    async with watched.collecting():
        await watched.rounds(2)

    assert watched.takes.told == [order.subject]


async def test_a_hundred_orders_are_asked_about_together_and_their_progress_is_saved_together(
    watched: Watched,
) -> None:
    orders = [watched.orders.add() for _ in range(100)]
    watched.model.states = {order.order_id: Pending(progress=0.5) for order in orders}

    async with watched.collecting():
        await watched.rounds(1)

    assert watched.model.most_together == 100
    assert watched.orders.reports[0] == {order.subject: 0.5 for order in orders}


async def test_progress_is_saved_only_when_it_changed_and_not_too_often(watched: Watched) -> None:
    changed, same, untold = watched.orders.add(), watched.orders.add(), watched.orders.add()
    watched.orders.open[same.subject] = same.model_copy(update={"progress": 0.5})
    watched.model.states = {
        changed.order_id: Pending(progress=0.5),
        same.order_id: Pending(progress=0.5),
        untold.order_id: Pending(),
    }
    watched.set("REPORT_EVERY", 1000.0)

    async with watched.collecting():
        await watched.rounds(10)

    assert watched.orders.reports == [{changed.subject: 0.5}]


async def test_all_takes_are_told_when_the_vendor_has_not_answered_for_a_while(watched: Watched) -> None:
    orders = [watched.orders.add() for _ in range(3)]
    watched.model.fails = Transient("test: 500")
    async with watched.collecting():
        await watched.rounds(3)
        assert watched.takes.told == []
        assert watched.health.record_failure.await_count >= 3

        watched.set("TELL_ALL_AFTER", 0.0)
        await watched.rounds(3)
        assert set(watched.takes.told) == {order.subject for order in orders}

        watched.takes.told.clear()
        watched.model.fails = None
        watched.model.states = {order.order_id: Pending() for order in orders}
        await watched.rounds(5)

    assert sorted(watched.takes.told) == sorted(order.subject for order in orders), "their failures are over"


async def test_that_a_vendor_tells_of_its_orders_does_not_end_a_pause_for_new_ones(watched: Watched) -> None:
    watched.model.states[watched.orders.add().order_id] = Pending()

    async with watched.collecting():
        await watched.rounds(3)

    watched.health.record_answer.assert_not_awaited()


async def test_that_a_vendor_answers_again_is_recorded(watched: Watched) -> None:
    watched.model.states[watched.orders.add().order_id] = Pending()
    watched.model.fails = Transient("test: 500")
    async with watched.collecting():
        await watched.rounds(2)
        watched.model.fails = None
        await watched.rounds(5)

    watched.health.record_answer.assert_awaited_once_with("test")


@pytest.mark.parametrize("error", [AccountProblem("test: wrong key")])
async def test_a_refused_key_is_news_at_once_for_all_takes(watched: Watched, error: GreenlightError) -> None:
    orders = [watched.orders.add() for _ in range(3)]
    watched.model.fails = error

    async with watched.collecting():
        await watched.rounds(1)

    assert set(watched.takes.told) == {order.subject for order in orders}


async def test_an_answer_that_cannot_be_read_does_not_end_the_collector(watched: Watched) -> None:
    order = watched.orders.add()
    watched.model.fails = KeyError("status")
    async with watched.collecting():
        await watched.rounds(2)
        watched.model.fails = None
        await watched.rounds(2)

    assert watched.takes.told == [order.subject]


async def test_an_outage_of_the_database_is_waited_out(watched: Watched) -> None:
    order = watched.orders.add()
    watched.orders.outages = 3

    async with watched.collecting():
        await watched.rounds(1)

    assert watched.takes.told == [order.subject]
