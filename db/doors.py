"""Vendors' doors: how many orders are inside, how many came lately, and whether the vendor answers at all.

Counted under the vendor's row lock, so that the limits hold over all workers. A vendor that failed too often in a row
is left alone for a while; then one order may try, and the others follow when it is answered.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from db import clock
from db.engine import transaction
from db.tables import TakeRow, VendorRow
from domain.door import Door
from domain.errors import VendorBusy, VendorDown
from domain.store import VendorHealth
from domain.take import TakeStatus

TRIPS_AFTER = 5
"""Failures in a row after which a vendor is left alone."""

FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=5)
"""The pause doubles with each failure."""

PROBE = timedelta(seconds=60)
"""How long the others wait for the answer to the one that tries."""

_INSIDE = (TakeStatus.ORDERING.value, TakeStatus.ORDERED.value)


async def queue_up(session: AsyncSession, door: Door) -> None:
    """Nobody else passes until the transaction ends."""
    await _locked(session, door.vendor)


async def pass_through(session: AsyncSession, door: Door, now: datetime) -> None:
    """One more order may be sent to the vendor. Errors: VendorBusy, VendorDown."""
    vendor = await _locked(session, door.vendor)
    if vendor.down_until and vendor.down_until > now:
        raise VendorDown(
            f"{door.vendor} does not answer; nothing is ordered there until {vendor.down_until:%H:%M:%S} UTC",
            retry_after=vendor.down_until - now,
        )
    inside = await _count(session, door, col(TakeRow.status).in_(_INSIDE))
    if inside >= door.at_once:
        raise VendorBusy(f"{door.vendor} has {inside} orders of ours, as many as it may have at once")
    recent = await _count(session, door, col(TakeRow.asked_at) > now - door.window)
    if recent >= door.count:
        raise VendorBusy(
            f"{door.vendor} was sent {recent} orders in {door.window.total_seconds():g} s, and may be no more"
        )
    if vendor.failures >= TRIPS_AFTER:
        vendor.down_until = now + PROBE


async def _locked(session: AsyncSession, name: str) -> VendorRow:
    new = insert(VendorRow).values(name=name, failures=0).on_conflict_do_nothing(index_elements=["name"])
    await session.exec(new)
    return (await session.exec(select(VendorRow).where(VendorRow.name == name).with_for_update())).one()


async def _count(session: AsyncSession, door: Door, where: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(TakeRow).where(col(TakeRow.provider) == door.vendor, where)
    return (await session.exec(query)).one()


class Vendors(VendorHealth):
    """Kept in Postgres."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def failed(self, vendor: str, retry_after: timedelta | None) -> None:
        async with transaction(self._engine) as session:
            row = await _locked(session, vendor)
            row.failures += 1
            pause = max(retry_after or timedelta(), _pause(row.failures))
            until = await clock.now(session) + pause
            if pause and (row.down_until is None or row.down_until < until or row.failures > TRIPS_AFTER):
                row.down_until = until

    async def answered(self, vendor: str) -> None:
        healthy = update(VendorRow).where(col(VendorRow.name) == vendor, col(VendorRow.failures) > 0)
        async with transaction(self._engine) as session:
            await session.exec(healthy.values(failures=0, down_until=None))


def _pause(failures: int) -> timedelta:
    if failures < TRIPS_AFTER:
        return timedelta()
    doublings: int = 2 ** min(failures - TRIPS_AFTER, 10)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
