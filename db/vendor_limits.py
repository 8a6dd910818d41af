"""Vendors' doors: how many orders are inside, how many came lately, and whether the vendor answers at all.

Clips, first frames and pictures of saved scenarios go through one door: the view `vendor_orders` has them all. They
are counted under the vendor's row lock, so that the limits hold over all workers. A vendor that failed too often in a
row, or that asked for it, is left alone for a while; then one order may try, and the others follow when it is answered.
"""

import asyncio
from collections import defaultdict
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, column, func, table, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import clock
from db.engine import transaction
from db.schema.tables import VendorRow
from domain.errors import VendorBusy, VendorDown
from domain.ports.vendor_health import VendorHealth
from domain.vendor_limits import VendorLimits

TRIPS_AFTER = 5
"""Failures in a row after which a vendor is left alone."""

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
"""The pause doubles with each failure after it; those of orders that were under way when it began are none."""

PROBE = timedelta(seconds=60)
"""How long the others wait for the answer to the one that tries. Nobody knows whether it still lives."""

LOOK_EVERY = timedelta(seconds=3)
"""How often they look whether it was answered."""

HELD = timedelta(seconds=5)
"""How long the place at the head of the line is held for who does not look any more."""

KEPT = timedelta(seconds=20)
"""How long room is kept for who was told that there is some."""

_ORDERS = table("vendor_orders", column("vendor"), column("asked_at"), column("is_inside"))


class VendorLocks:
    """Those of one process who order from a vendor queue here: they need one connection, not one each."""

    def __init__(self) -> None:
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def at(self, limits: VendorLimits | None) -> AbstractAsyncContextManager[None]:
        return self._locks[limits.vendor] if limits else nullcontext()


async def lock_vendor(session: AsyncSession, limits: VendorLimits) -> VendorRow:
    """Nobody else passes until the transaction ends."""
    return await _locked(session, limits.vendor)


async def check_limits(session: AsyncSession, limits: VendorLimits, vendor: VendorRow, now: datetime) -> None:
    """The order that was just written down may be sent to the vendor whose row `queue_up` locked.

    Errors: VendorBusy, VendorDown.
    """
    _refuse_while_down(vendor, now)
    await session.flush()
    await _refuse_what_is_too_much(session, limits, vendor, now, coming=0)
    if vendor.next_visitor == limits.claimant:
        vendor.next_visitor = None
    if vendor.failures >= TRIPS_AFTER:
        vendor.probed_at = now


def _refuse_while_down(vendor: VendorRow, now: datetime) -> None:
    if vendor.down_until and vendor.down_until > now:
        raise VendorDown(
            f"{vendor.name} does not answer, or asked us to wait; nothing is ordered there until "
            f"{vendor.down_until:%H:%M:%S} UTC",
            retry_after=vendor.down_until - now,
        )
    if vendor.probed_at and vendor.probed_at + PROBE > now:
        raise VendorDown(f"{vendor.name} did not answer; one order tries whether it does now", retry_after=LOOK_EVERY)


async def _refuse_what_is_too_much(
    session: AsyncSession, limits: VendorLimits, vendor: VendorRow, now: datetime, coming: int
) -> None:
    """`coming` orders are not written down yet."""
    kept = 1 if _is_kept_for_another(vendor, limits, now) else 0
    inside = await _count(session, limits, _ORDERS.c.is_inside) + coming
    if inside + kept > limits.at_once:
        raise VendorBusy(
            f"{limits.vendor} has {inside - 1} of the {limits.at_once} orders of ours that it may have at once"
            + (", and the next is another's" if kept else ""),
            vendor=limits.vendor,
        )
    recent = await _count(session, limits, _ORDERS.c.asked_at > now - limits.window) + coming
    if recent + kept > limits.count:
        raise VendorBusy(
            f"{limits.vendor} was sent {recent - 1} orders in {limits.window.total_seconds():g} s, and may be no more",
            vendor=limits.vendor,
        )


def _is_kept_for_another(vendor: VendorRow, limits: VendorLimits, now: datetime) -> bool:
    is_kept = vendor.next_visitor and vendor.next_until and vendor.next_until > now
    return bool(is_kept) and vendor.next_visitor != limits.claimant


async def _locked(session: AsyncSession, name: str) -> VendorRow:
    new = insert(VendorRow).values(name=name, failures=0).on_conflict_do_nothing(index_elements=["name"])
    await session.exec(new)
    return (await session.exec(select(VendorRow).where(VendorRow.name == name).with_for_update())).one()


async def _count(session: AsyncSession, limits: VendorLimits, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(_ORDERS).where(_ORDERS.c.vendor == limits.vendor, where)
    return (await session.exec(query)).one()


class PostgresVendorHealth(VendorHealth):
    """Kept in Postgres."""

    def __init__(self, engine: AsyncEngine, first_pause: timedelta = FIRST_PAUSE) -> None:
        self._engine = engine
        self._first_pause = first_pause

    async def record_failure(self, vendor: str, retry_after: timedelta | None) -> None:
        async with transaction(self._engine) as session:
            row = await _locked(session, vendor)
            now, pause = await clock.now(session), retry_after or timedelta()
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

    async def has_capacity(self, limits: VendorLimits) -> None:
        async with transaction(self._engine) as session:
            now = await clock.now(session)
            vendor = await session.get(VendorRow, limits.vendor) or VendorRow(name=limits.vendor, failures=0)
            _refuse_while_down(vendor, now)
            await _refuse_what_is_too_much(session, limits, vendor, now, coming=1)

    async def reserve_slot(self, limits: VendorLimits) -> bool:
        async with transaction(self._engine) as session:
            vendor = await _locked(session, limits.vendor)
            now = await clock.now(session)
            _refuse_while_down(vendor, now)
            is_next = not _is_kept_for_another(vendor, limits, now)
            try:
                await _refuse_what_is_too_much(session, limits, vendor, now, coming=1)
                kept_for = KEPT
            except VendorBusy:
                kept_for = HELD
            if is_next:
                vendor.next_visitor, vendor.next_until = limits.claimant, now + kept_for
            return kept_for is KEPT

    def _pause(self, failures: int) -> timedelta:
        if failures < TRIPS_AFTER:
            return timedelta()
        doublings: int = 2 ** min(failures - TRIPS_AFTER, 10)
        return min(self._first_pause * doublings, LONGEST_PAUSE)
