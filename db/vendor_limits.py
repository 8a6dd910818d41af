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
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, column, func, table, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import Session, transaction
from db.schema.tables import VendorRow
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

_ORDERS = table("vendor_orders", column("vendor"), column("asked_at"), column("is_inside"))


class VendorLocks:
    """One lock a vendor in this process, taken before a connection.

    Without it each order that waits for the vendor's row would hold a database connection of its own.
    """

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def at(self, limits: VendorLimits | None) -> AbstractAsyncContextManager[None]:
        return self._locks[limits.vendor] if limits else nullcontext()


async def lock_vendor(session: Session, vendor: str) -> VendorRow:
    """Lock the vendor's row, which is created the first time, until the transaction ends."""
    new = insert(VendorRow).values(name=vendor, failures=0).on_conflict_do_nothing(index_elements=["name"])
    await session.exec(new)
    return (await session.exec(select(VendorRow).where(VendorRow.name == vendor).with_for_update())).one()


async def check_limits(session: Session, limits: VendorLimits, vendor: VendorRow, now: datetime) -> None:
    """Refuse the order intent that this transaction has just written if it breaks a limit; the caller rolls back.

    `vendor` is the row that `lock_vendor` returned. Errors: VendorBusy, VendorDown.
    """
    _check_not_paused(vendor, now)
    await session.flush()
    await _check_capacity(session, limits, vendor, now, unwritten=0)
    if vendor.next_visitor == limits.claimant:
        vendor.next_visitor = None
    if vendor.failures >= TRIPS_AFTER:
        vendor.probed_at = now


def _check_not_paused(vendor: VendorRow, now: datetime) -> None:
    _check_not_down(vendor, now)
    if vendor.probed_at and vendor.probed_at + timeouts.VENDOR_PROBE > now:
        raise VendorDown(
            f"{vendor.name} did not answer; one order tries whether it does now", retry_after=PROBE_LOOK_EVERY
        )


def _check_not_down(vendor: VendorRow, now: datetime) -> None:
    if vendor.down_until and vendor.down_until > now:
        raise VendorDown(
            f"{vendor.name} does not answer, or asked us to wait; nothing is ordered there until "
            f"{vendor.down_until:%H:%M:%S} UTC",
            retry_after=vendor.down_until - now,
        )


async def _check_capacity(
    session: Session, limits: VendorLimits, vendor: VendorRow, now: datetime, unwritten: int
) -> None:
    """Count the orders that are written, `unwritten` more, and a slot that is reserved for another claimant."""
    reserved = 1 if _is_reserved_for_another(vendor, limits, now) else 0
    inside = await _count(session, limits, _ORDERS.c.is_inside) + unwritten
    if inside + reserved > limits.at_once:
        raise VendorBusy(
            f"{limits.vendor} has {inside - 1} of the {limits.at_once} orders of ours that it may have at once"
            + (", and the next is another's" if reserved else ""),
            vendor=limits.vendor,
        )
    recent = await _count(session, limits, _ORDERS.c.asked_at > now - limits.window) + unwritten
    if recent + reserved > limits.count:
        raise VendorBusy(
            f"{limits.vendor} was sent {recent - 1} orders in {limits.window.total_seconds():g} s, and may be no more",
            vendor=limits.vendor,
        )


def _is_reserved_for_another(vendor: VendorRow, limits: VendorLimits, now: datetime) -> bool:
    is_reserved = vendor.next_visitor and vendor.next_until and vendor.next_until > now
    return bool(is_reserved) and vendor.next_visitor != limits.claimant


async def _count(session: Session, limits: VendorLimits, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(_ORDERS).where(_ORDERS.c.vendor == limits.vendor, where)
    return (await session.exec(query)).one()


class PostgresVendorHealth(VendorHealth):
    """The circuit breaker and the reservations, in the table `vendors`."""

    def __init__(self, engine: AsyncEngine, first_pause: timedelta = FIRST_PAUSE) -> None:
        self._engine = engine
        self._first_pause = first_pause

    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        async with transaction(self._engine) as session:
            row = await lock_vendor(session, vendor)
            now, pause = await session.now(), retry_after or timedelta()
            if row.down_until is None or row.down_until <= now:
                row.failures += 1
                row.probed_at = None
                pause = max(pause, self._pause(row.failures))
            if pause:
                row.down_until = max(row.down_until or now, now + pause)

    async def record_answer(self, vendor: str) -> None:
        healthy = update(VendorRow).where(col(VendorRow.name) == vendor, col(VendorRow.failures) > 0)
        async with transaction(self._engine) as session:
            await session.exec(healthy.values(failures=0, down_until=None, probed_at=None))

    async def check_reachable(self, vendor: str) -> None:
        async with transaction(self._engine) as session:
            found = await session.get(VendorRow, vendor)
            if found and found.failures >= TRIPS_AFTER:
                _check_not_down(found, await session.now())

    async def has_capacity(self, limits: VendorLimits) -> None:
        async with transaction(self._engine) as session:
            now = await session.now()
            vendor = await session.get(VendorRow, limits.vendor) or VendorRow(name=limits.vendor, failures=0)
            _check_not_paused(vendor, now)
            await _check_capacity(session, limits, vendor, now, unwritten=1)

    async def reserve_slot(self, limits: VendorLimits) -> bool:
        async with transaction(self._engine) as session:
            vendor = await lock_vendor(session, limits.vendor)
            now = await session.now()
            _check_not_paused(vendor, now)
            may_reserve = not _is_reserved_for_another(vendor, limits, now)
            try:
                await _check_capacity(session, limits, vendor, now, unwritten=1)
                is_free, duration = True, GRANTED_RESERVATION
            except VendorBusy:
                is_free, duration = False, WAITING_RESERVATION
            if may_reserve:
                vendor.next_visitor, vendor.next_until = limits.claimant, now + duration
            return is_free

    def _pause(self, failures: int) -> timedelta:
        if failures < TRIPS_AFTER:
            return timedelta()
        doublings: int = 2 ** min(failures - TRIPS_AFTER, 10)
        return min(self._first_pause * doublings, LONGEST_PAUSE)
