"""The orders that vendors are making now, and news of new ones."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import Float, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.engine import transaction
from db.connections.notifications import ORDERS_CHANNEL, listening
from domain.ports.open_orders import OpenOrder, OpenOrders

_log = logging.getLogger(__name__)

_RECONNECT_SECONDS = 1.0

_OPEN = """
    select takes.id as subject, takes.provider as vendor, takes.order_id, takes.asked_at, takes.progress,
        'clip' as thing
    from takes join jobs on jobs.id = takes.job_id
    where takes.status = 'ordered' and takes.order_id is not null
        and jobs.status in ('processing', 'storyboard_review')
    union all
    select takes.id, takes.still->>'provider', takes.still->>'order_id', takes.still_asked_at, null, 'still'
    from takes join jobs on jobs.id = takes.job_id
    where takes.status = 'wanted' and takes.still_asked_at is not null
        and takes.still->>'order_id' is not null and takes.still->>'key' is null
        and jobs.status in ('processing', 'storyboard_review')
    union all
    select id, provider, order_id, asked_at, null, 'first_frame'
    from first_frames where status = 'ordered' and order_id is not null
"""
"""Takes as `domain.rules.results.is_wanted`; first frames whatever their job's status, because they are settled."""

_OF_VENDOR = text(
    f"""
    select subject, order_id, clock_timestamp() - asked_at, progress, thing from ({_OPEN}) as open_orders
    where vendor = :vendor order by asked_at, subject"""
)

_VENDORS = text(f"select distinct vendor from ({_OPEN}) as open_orders")

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
            rows = await (await session.connection()).execute(_OF_VENDOR, {"vendor": vendor})
            return [
                OpenOrder(subject=subject, order_id=order_id, age=age, progress=progress, thing=thing)
                for subject, order_id, age, progress, thing in rows
            ]

    async def vendors(self) -> Sequence[str]:
        async with transaction(self.engine) as session:
            return (await (await session.connection()).execute(_VENDORS)).scalars().all()

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
