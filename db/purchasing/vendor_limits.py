"""Limits on orders to each vendor, and a circuit breaker for vendors that fail. Both hold over all workers.

Every order is a row with an order intent: a clip, its first frame, or the picture of a saved scene. The view
`vendor_orders` shows them all, with `is_inside` for those that are with the vendor now. An order is counted in the
transaction that writes its intent, under the lock of the vendor's row, so two workers cannot both take the last slot.

A claimant that is refused waits without a transaction and asks again; the next slot is reserved for one of them.

After TRIPS_AFTER failures in a row nothing is ordered from the vendor for a pause. Then one order, the probe, is let
through, and the others follow when it is answered.
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.prepared import Driver, Statement, driver_of_pool, read_row, run, write
from domain import timeouts
from domain.errors import VendorBusy, VendorDown
from domain.ports.vendor_limits import VendorHealth, VendorLimits

TRIPS_AFTER = 5
"""Failures in a row that start a pause."""

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
"""The pause doubles with each failed probe. Failures of orders that were sent before the pause do not count."""

PROBE_LOOK_EVERY = timedelta(seconds=3)
"""How soon an order that was refused because of a probe is tried again."""

WAITING_RESERVATION = timedelta(seconds=5)
"""How long the next slot stays reserved for a claimant that waits, and renews this each time it asks."""

GRANTED_RESERVATION = timedelta(seconds=20)
"""How long a free slot stays reserved for the claimant that was told to order."""


class VendorLocks:
    """One lock a vendor in this process, taken before a connection.

    Without it each order that waits for the vendor's row would hold a database connection of its own.
    """

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def at(self, limits: VendorLimits | None) -> AbstractAsyncContextManager[None]:
        return self._locks[limits.vendor] if limits else nullcontext()


_READ_AND_COUNT = b"""
select now(),
    (select count(*) from vendor_orders where vendor = wanted.name and is_inside),
    (select count(*) from vendor_orders where vendor = wanted.name and asked_at > now() - wanted.window),
    coalesce(failures, 0), down_until, probed_at, next_visitor, next_until
from (select %s::interval as window, %s as name) wanted left join vendors using (name)"""

_SET_FAILURES = b"update vendors set failures = %s, probed_at = %s, down_until = %s where name = %s"
_SET_HEALTHY = b"update vendors set failures = 0, down_until = null, probed_at = null where name = %s and failures > 0"
_RESERVE = b"update vendors set next_visitor = %s, next_until = %s where name = %s"


class Vendor(NamedTuple):
    """A row of the table `vendors`."""

    name: str
    failures: int = 0
    down_until: datetime | None = None
    probed_at: datetime | None = None
    next_visitor: UUID | None = None
    next_until: datetime | None = None


_COLUMNS = b", ".join(name.encode() for name in Vendor._fields)
_READ = b"select " + _COLUMNS + b" from vendors where name = %s"
_READ_WITH_TIME = b"select now(), " + _COLUMNS + b" from vendors where name = %s"
_ADD = b"insert into vendors (name, failures) values (%s, 0) on conflict (name) do nothing"

# Both in one statement, but each for itself: they use different indexes.
_COUNT = b"""
select (select count(*) from vendor_orders where vendor = %s and is_inside),
       (select count(*) from vendor_orders where vendor = %s and asked_at > %s)"""


def lock_vendor(vendor: str) -> Statement:
    """Return what locks and reads the vendor's row until the transaction ends, if there is one."""
    return _READ + b" for update", (vendor,)


async def add_vendor(driver: Driver, vendor: str) -> None:
    """Create the vendor's row unless there is one."""
    await run(driver, _ADD, vendor)


async def locked_vendor(driver: Driver, vendor: str) -> tuple[Vendor, datetime]:
    """Lock the vendor's row, which is created the first time, until the transaction ends.

    Return the row, and the database's time after that.
    """
    sql, values = lock_vendor(vendor)
    async with driver.pipeline():
        await add_vendor(driver, vendor)
        locked = await run(driver, sql, *values)
        clock = await (await run(driver, b"select clock_timestamp()")).fetchone()
        row = await locked.fetchone()
    assert row is not None
    assert clock is not None
    return Vendor(*row), clock[0]


async def check_limits(limits: VendorLimits, vendor: Vendor, now: datetime, driver: Driver) -> Sequence[Statement]:
    """Refuse the order intent that this transaction has just written if it breaks a limit; the caller rolls back.

    `vendor` is the locked row. Return what is to be written in it. Errors: VendorBusy, VendorDown.
    """
    _check_not_paused(vendor, now)
    _check_capacity(limits, vendor, now, await _count(driver, limits, now))
    statements: list[Statement] = []
    if vendor.next_visitor and vendor.next_visitor == limits.claimant:
        statements.append((b"update vendors set next_visitor = null where name = %s", (vendor.name,)))
    if vendor.failures >= TRIPS_AFTER:
        statements.append((b"update vendors set probed_at = %s where name = %s", (now, vendor.name)))
    return statements


def _check_not_paused(vendor: Vendor, now: datetime) -> None:
    _check_not_down(vendor, now)
    if vendor.probed_at and vendor.probed_at + timeouts.VENDOR_PROBE > now:
        raise VendorDown(
            f"{vendor.name} does not answer, and one order at a time tries it", retry_after=PROBE_LOOK_EVERY
        )


def _check_not_down(vendor: Vendor, now: datetime) -> None:
    if vendor.down_until and vendor.down_until > now:
        raise VendorDown(f"{vendor.name} does not answer, or asked us to wait", retry_after=vendor.down_until - now)


class _Orders(NamedTuple):
    """How many orders are with a vendor, and how many were sent to it within its window."""

    inside: int
    recent: int

    def and_one_more(self) -> "_Orders":
        return _Orders(self.inside + 1, self.recent + 1)


async def _count(driver: Driver, limits: VendorLimits, now: datetime) -> _Orders:
    counted = await (await run(driver, _COUNT, limits.vendor, limits.vendor, now - limits.window)).fetchone()
    assert counted is not None
    return _Orders(*counted)


def _check_capacity(limits: VendorLimits, vendor: Vendor, now: datetime, orders: _Orders) -> None:
    """`orders` include the one that is checked. A slot that is reserved for another claimant counts as an order."""
    reserved, is_failing = int(_is_reserved_for_another(vendor, limits, now)), vendor.failures >= TRIPS_AFTER
    if orders.inside + reserved > limits.at_once:
        raise VendorBusy(
            f"{limits.vendor} has {orders.inside - 1} of the {limits.at_once} orders of ours that it may have at once"
            + (", and the next is another's" if reserved else ""),
            vendor=limits.vendor,
            is_failing=is_failing,
        )
    if orders.recent + reserved > limits.count:
        raise VendorBusy(
            f"{limits.vendor} was sent {orders.recent - 1} orders in {limits.window.total_seconds():g} s, "
            "and may be no more",
            vendor=limits.vendor,
            is_failing=is_failing,
        )


def _is_reserved_for_another(vendor: Vendor, limits: VendorLimits, now: datetime) -> bool:
    is_reserved = vendor.next_visitor and vendor.next_until and vendor.next_until > now
    return bool(is_reserved) and vendor.next_visitor != limits.claimant


class PostgresVendorHealth(VendorHealth):
    """The circuit breaker and the reservations, in the table `vendors`."""

    def __init__(self, engine: AsyncEngine, first_pause: timedelta = FIRST_PAUSE) -> None:
        self._engine = engine
        self._first_pause = first_pause

    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        async with driver_of_pool(self._engine) as driver:
            row, now = await locked_vendor(driver, vendor)
            pause, failures, probed_at = retry_after or timedelta(), row.failures, row.probed_at
            if row.down_until is None or row.down_until <= now:
                failures, probed_at = failures + 1, None
                pause = max(pause, self._pause(failures))
            down_until = max(row.down_until or now, now + pause) if pause else row.down_until
            async with driver.pipeline():
                await run(driver, _SET_FAILURES, failures, probed_at, down_until, vendor)
                await driver.commit()

    async def record_answer(self, vendor: str) -> None:
        await write(self._engine, _SET_HEALTHY, vendor)

    async def check_reachable(self, vendor: str) -> None:
        row = await read_row(self._engine, _READ_WITH_TIME, vendor)
        if row and (found := Vendor(*row[1:])).failures >= TRIPS_AFTER:
            _check_not_down(found, row[0])

    async def has_capacity(self, limits: VendorLimits) -> None:
        row = await read_row(self._engine, _READ_AND_COUNT, limits.window, limits.vendor)
        assert row is not None
        now, inside, recent, *found = row
        vendor = Vendor(limits.vendor, *found)
        _check_not_paused(vendor, now)
        _check_capacity(limits, vendor, now, _Orders(inside, recent).and_one_more())

    async def reserve_slot(self, limits: VendorLimits) -> bool:
        async with driver_of_pool(self._engine) as driver:
            vendor, now = await locked_vendor(driver, limits.vendor)
            _check_not_paused(vendor, now)
            try:
                _check_capacity(limits, vendor, now, (await _count(driver, limits, now)).and_one_more())
                is_free, duration = True, GRANTED_RESERVATION
            except VendorBusy:
                is_free, duration = False, WAITING_RESERVATION
            async with driver.pipeline():
                if not _is_reserved_for_another(vendor, limits, now):
                    await run(driver, _RESERVE, limits.claimant, now + duration, limits.vendor)
                await driver.commit()
            return is_free

    def _pause(self, failures: int) -> timedelta:
        if failures < TRIPS_AFTER:
            return timedelta()
        doublings: int = 2 ** min(failures - TRIPS_AFTER, 10)
        return min(self._first_pause * doublings, LONGEST_PAUSE)
