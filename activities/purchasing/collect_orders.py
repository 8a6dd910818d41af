"""Look at all open orders of a vendor together, and tell the takes and first frames that wait for them."""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from math import inf
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.purchasing.vendor_catalog import VendorCatalog
from domain.errors import DatabaseUnavailable, Permanent, Transient
from domain.ports.open_orders import OpenOrder, OpenOrders
from domain.ports.runs import OrderRuns
from domain.ports.video_and_image import Pending, PolledModel

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 3.0
"""Seconds from one look at all orders to the next: short after a new order, then each half as long again."""

REPORT_EVERY = 2.0
TELL_AGAIN_AFTER = 60.0
"""Seconds after which a take that was told, and whose order is still open, is told again."""

TELL_ALL_AFTER = 30.0
"""Seconds without an answer of the vendor. Then each take looks for itself, and shows in its scene what is wrong."""

LONGEST_BACK_OFF = 15.0
SIGNALS_AT_ONCE = 8


class CollectOrdersActivities:
    def __init__(self, orders: OpenOrders, catalog: VendorCatalog, runs: OrderRuns) -> None:
        self._orders = orders
        self._catalog = catalog
        self._runs = runs

    @activity.defn(name="collect_orders")
    async def collect(self, vendor: str) -> None:
        """Watch the vendor's orders until cancelled. What it knows is in Postgres: any worker can go on with it.

        The heartbeat says how many orders are open.
        """
        collector = OrderCollector(vendor, self._orders, self._catalog, self._runs)
        async with heartbeating(collector.details):
            await collector.run()


class OrderCollector:
    """Looks at a vendor's open orders while there are any, and sleeps while there are none.

    It tells a take that its order is not being made any more, or could not be looked at. The take itself finds out
    which it is.
    """

    def __init__(self, vendor: str, orders: OpenOrders, catalog: VendorCatalog, runs: OrderRuns) -> None:
        self._vendor = vendor
        self._orders = orders
        self._catalog = catalog
        self._runs = runs
        self._open: Sequence[OpenOrder] = ()
        self._slots = asyncio.Semaphore(SIGNALS_AT_ONCE)
        self._told_at: dict[str, float] = {}
        self._progress = dict[UUID, float]()
        self._reported_at = -inf
        self._failures = 0
        self._failing_since = 0.0

    def details(self) -> str:
        return f"{len(self._open)} open orders at {self._vendor}"

    async def run(self) -> None:
        has_order = asyncio.Event()
        following = asyncio.create_task(self._orders.follow(self._vendor, has_order.set))
        try:
            while True:
                await self._watch(has_order)
                await has_order.wait()
                await asyncio.sleep(FIRST_PAUSE)
        finally:
            following.cancel()

    async def _watch(self, has_order: asyncio.Event) -> None:
        """Look at the open orders until there are none."""
        pause = FIRST_PAUSE
        while True:
            has_order.clear()
            began = time.monotonic()
            known = {order.order_id for order in self._open}
            try:
                self._open = await self._orders.of(self._vendor)
                back_off = await self._look_at_all()
            except DatabaseUnavailable as error:
                activity.logger.warning("the open orders at %s are not known: %s", self._vendor, error)
                back_off = LONGEST_PAUSE
            else:
                if not self._open:
                    return
            if back_off:
                await asyncio.sleep(back_off)
                continue
            has_new = not known.issuperset(order.order_id for order in self._open)
            pause = FIRST_PAUSE if has_new else min(pause * 1.5, LONGEST_PAUSE)
            await asyncio.sleep(began + FIRST_PAUSE - time.monotonic())
            with suppress(TimeoutError):
                await asyncio.wait_for(has_order.wait(), began + pause - time.monotonic())

    async def _look_at_all(self) -> float:
        """Look at all open orders once. Return for how many seconds to leave a vendor alone that does not answer."""
        open_orders = {order.order_id for order in self._open}
        self._told_at = {order_id: at for order_id, at in self._told_at.items() if order_id in open_orders}
        began = time.monotonic()
        try:
            await self._look()
        except DatabaseUnavailable:
            raise
        except Permanent as error:  # the key is missing or refused, as each take is to show in its scene
            activity.logger.warning("the orders at %s cannot be looked at: %s", self._vendor, error)
            await self._tell(self._open)
            return LONGEST_BACK_OFF
        except Transient as error:
            activity.logger.warning("%s does not say how its orders stand: %s", self._vendor, error)
            asked_for = error.retry_after.total_seconds() if error.retry_after else 0.0
            return max(await self._after_failure(began), asked_for)
        except Exception:  # a bug, or an answer that nobody has foreseen: the takes must not wait for ever
            activity.logger.exception("the answer of %s about its orders cannot be read", self._vendor)
            return await self._after_failure(began)
        return 0

    async def _look(self) -> None:
        for is_picture in (False, True):
            if orders := [order for order in self._open if order.is_picture is is_picture]:
                model = self._catalog.polled(self._vendor, is_picture)
                for first in range(0, len(orders), model.looked_at_together):
                    await self._look_at(orders[first : first + model.looked_at_together], model)

    async def _look_at(self, orders: Sequence[OpenOrder], model: PolledModel) -> None:
        """Look at the orders, and tell takes of each answer while the vendor is asked for the next."""
        telling: list[asyncio.Task[None]] = []

        def on_states(states: Mapping[str, Pending | None]) -> None:
            pending = {order_id: state for order_id, state in states.items() if state}
            heard = [order for order in orders if order.order_id in states]
            telling.append(asyncio.create_task(self._tell_news(heard, pending, model.patience)))

        try:
            # That it tells of its orders does not mean that it takes more: only the end of a failure counts.
            async with self._catalog.monitored(self._vendor, counts_answer=self._failures > 0):
                pending = await model.pending([order.order_id for order in orders], on_states)
        finally:
            await asyncio.gather(*telling)
        self._failures = 0
        await self._tell_news(orders, pending, model.patience)
        await self._report(orders, pending)

    async def _after_failure(self, began: float) -> float:
        """Return how long to wait before the next look. After a while each take looks for itself."""
        if not self._failures:
            self._failing_since = began
        self._failures += 1
        if time.monotonic() - self._failing_since >= TELL_ALL_AFTER:
            await self._tell(self._open)
        return min(2.0 ** (self._failures - 1), LONGEST_BACK_OFF)

    async def _tell_news(self, orders: Sequence[OpenOrder], pending: Mapping[str, Pending], patience: float) -> None:
        """Tell the takes whose orders are not being made any more, or for too long.

        A take that was told, and whose order is being made after all, is told once more: what it noted as a failure is
        over.
        """
        ended = [order for order in orders if order.order_id not in pending or order.age.total_seconds() >= patience]
        await self._tell(ended)
        going_on = [order for order in orders if order.order_id in self._told_at and order not in ended]
        for order_id in await self._signal(going_on):
            del self._told_at[order_id]

    async def _tell(self, orders: Iterable[OpenOrder]) -> None:
        """Tell the takes of these orders that there is news, unless they were told a while ago."""
        now = time.monotonic()
        due = [order for order in orders if self._told_at.get(order.order_id, -inf) <= now - TELL_AGAIN_AFTER]
        self._told_at |= dict.fromkeys(await self._signal(due), now)

    async def _signal(self, orders: Sequence[OpenOrder]) -> set[str]:
        """Return the ids of the orders whose takes were reached. The others will be told after the next look.

        When one is not reached, the rest is not tried: Temporal does not answer.
        """
        reached, failures = set[str](), list[Transient]()

        async def signal(order: OpenOrder) -> None:
            async with self._slots:
                if failures:
                    return
                try:
                    await self._runs.tell_news(order)
                except Transient as error:
                    failures.append(error)
                else:
                    reached.add(order.order_id)

        await asyncio.gather(*(signal(order) for order in orders))
        if failures:
            left = len(orders) - len(reached)
            activity.logger.warning("%s takes were not told that there is news: %s", left, failures[0])
        return reached

    async def _report(self, orders: Sequence[OpenOrder], pending: Mapping[str, Pending]) -> None:
        """Save the progress that changed, of all takes at once and not too often."""
        for order in orders:
            found = pending.get(order.order_id)
            if found and found.progress is not None and found.progress != order.progress and not order.is_picture:
                self._progress[order.subject] = found.progress
        if self._progress and time.monotonic() - self._reported_at >= REPORT_EVERY:
            await self._orders.report(self._progress)
            self._progress, self._reported_at = {}, time.monotonic()
