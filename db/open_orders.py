"""The orders that vendors are making now, and news of new ones."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import Float, Uuid, bindparam, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.engine import transaction
from db.notifications import ORDERS_CHANNEL, listening
from db.schema.tables import JobRow, TakeRow
from domain.job.model import JobStatus
from domain.job.take import TakeStatus
from domain.ports.open_orders import OpenOrder, OpenOrders

_log = logging.getLogger(__name__)

_RECONNECT_SECONDS = 1.0

_OPEN = (
    col(TakeRow.status) == TakeStatus.ORDERED.value,
    col(TakeRow.order_id).is_not(None),
    col(JobRow.id) == TakeRow.job_id,
    col(JobRow.status).in_([JobStatus.PROCESSING.value, JobStatus.STORYBOARD_REVIEW.value]),
)
"""As `domain.rules.results.is_wanted`."""

_OF_VENDOR = (
    select(TakeRow.id, TakeRow.order_id, func.clock_timestamp() - TakeRow.asked_at, TakeRow.progress)
    .where(col(TakeRow.provider) == bindparam("vendor"), *_OPEN)
    .order_by(col(TakeRow.asked_at), col(TakeRow.id))
)

_VENDORS = select(TakeRow.provider).where(*_OPEN).distinct()

# Rows that a change of their job holds are left out: waiting for them could deadlock, and the next report follows soon.
_REPORT = text(
    """
    update takes set progress = new.progress
    from unnest(:takes, :values) as new(id, progress)
    where takes.id = new.id and takes.id in (
        select id from takes where id = any(:takes) and status = 'ordered' for no key update skip locked
    )"""
).bindparams(bindparam("takes", type_=ARRAY(Uuid)), bindparam("values", type_=ARRAY(Float)))

_ANNOUNCE = text("select pg_notify(:channel, :vendor)")


@dataclass(frozen=True)
class PostgresOpenOrders(OpenOrders):
    """`url` is libpq's, for connections that listen."""

    engine: AsyncEngine
    url: str

    async def of(self, vendor: str) -> Sequence[OpenOrder]:
        async with transaction(self.engine) as session:
            rows = await session.exec(_OF_VENDOR, params={"vendor": vendor})
            return [
                OpenOrder(take=take, order_id=order_id, age=age, progress=progress)
                for take, order_id, age, progress in rows
            ]

    async def vendors(self) -> Sequence[str]:
        async with transaction(self.engine) as session:
            return (await session.exec(_VENDORS)).all()

    async def report(self, progress: Mapping[UUID, float]) -> None:
        async with transaction(self.engine) as session:
            connection = await session.connection()
            await connection.execute(_REPORT, {"takes": list(progress), "values": list(progress.values())})

    async def announce(self, vendor: str) -> None:
        async with transaction(self.engine) as session:
            connection = await session.connection()
            await connection.execute(_ANNOUNCE, {"channel": ORDERS_CHANNEL, "vendor": vendor})

    async def follow(self, vendor: str, note_change: Callable[[], None]) -> None:
        while True:
            try:
                async with listening(self.url, channels=(ORDERS_CHANNEL,)) as notifications:
                    note_change()  # what was ordered before is not announced
                    async for notification in notifications:
                        if notification.payload == vendor:
                            note_change()
            except psycopg.Error as error:
                _log.warning("no news of orders from the database, connecting again: %s", error)
            await asyncio.sleep(_RECONNECT_SECONDS)
