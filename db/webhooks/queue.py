"""Events that become deliveries, and deliveries that need a run."""

import asyncio
import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.notifications import listening
from db.connections.prepared import Driver, driver_of_pool, read_clock, read_row, read_rows, run
from db.webhooks.events import events_after
from db.webhooks.rows import CHANNEL, START_DUE
from db.webhooks.sending import add_deliveries, start_first, to_endpoint
from domain.ports.webhooks import DeliveryQueue, DeliveryToRun, News
from domain.webhooks.deliveries import delivery_of
from domain.webhooks.endpoints import Endpoint
from domain.webhooks.event_types import WebhookEvent

EVENTS_AT_ONCE: Final = 200
_RECONNECT_SECONDS = 1.0

_log = logging.getLogger(__name__)

_CURSOR: Final = b"""
select greatest(last_event, (select min(after_event) from webhook_endpoints where disabled_at is null))
from webhook_cursor for update"""
_ANY_ENDPOINT: Final = b"select exists (select from webhook_endpoints where disabled_at is null)"
_MOVE_CURSOR: Final = b"update webhook_cursor set last_event = %s"
_ENDPOINTS: Final = b"""
select row_to_json(endpoint)::text from webhook_endpoints endpoint
where disabled_at is null and (
    job_id = any(%s) or job_id is null and (client_id is null or client_id = any(%s))
)
order by id for no key update"""

_FROM: Final = b"""
from webhook_deliveries delivery join webhook_endpoints endpoint on endpoint.id = delivery.endpoint_id
where delivery.status = 'sending' and endpoint.disabled_at is null"""
_TO_RUN: Final = b"select delivery.id, endpoint.id, endpoint.client_id, delivery.event_type" + _FROM + b" and "
_SENT: Final = _TO_RUN + b"delivery.id = any(%s)"
_DUE: Final = (
    _TO_RUN
    + b"""next_attempt_at <= clock_timestamp() - make_interval(secs => %s)
    and delivery.id > coalesce(%s::uuid, '00000000-0000-0000-0000-000000000000') order by delivery.id limit %s"""
)
_NEXT_DUE: Final = b"select extract(epoch from min(next_attempt_at) - clock_timestamp())::float8" + _FROM


@dataclass(frozen=True)
class PostgresDeliveryQueue(DeliveryQueue):
    """`url` is libpq's, for connections that listen."""

    engine: AsyncEngine
    url: str

    async def dispatch(self) -> tuple[Sequence[DeliveryToRun], bool]:
        async with driver_of_pool(self.engine) as driver:
            row = await (await run(driver, _ANY_ENDPOINT)).fetchone()
            if not row or not row[0]:
                return (), False
            cursor = await (await run(driver, _CURSOR)).fetchone()
            events = await events_after(driver, cursor[0] if cursor else 0, EVENTS_AT_ONCE)
            if not events:
                return (), False
            started = await _deliver(driver, events)
            await run(driver, _MOVE_CURSOR, events[-1].id)
            to_run = [_read(found) async for found in await run(driver, _SENT, list(started))]
            await driver.commit()
            return to_run, len(events) == EVENTS_AT_ONCE

    async def sent(self, deliveries: Collection[UUID]) -> Sequence[DeliveryToRun]:
        return [_read(row) for row in await read_rows(self.engine, _SENT, list(deliveries))]

    async def due(self, late_by: float, limit: int, after: DeliveryToRun | None) -> Sequence[DeliveryToRun]:
        found = await read_rows(self.engine, _DUE, late_by, after.id if after else None, limit)
        return [_read(row) for row in found]

    async def next_due(self) -> float | None:
        row = await read_row(self.engine, _NEXT_DUE)
        return row[0] if row else None

    async def follow(self, note: Callable[[News], None]) -> None:
        while True:
            try:
                async with listening(self.url, channels=(CHANNEL,)) as notifications:
                    note(News(has_events=True, has_due=True))  # what was announced before is not announced again
                    async for notification in notifications:
                        note(_news(notification.payload))
            except psycopg.Error as error:
                _log.warning("no news of webhooks from the database, connecting again: %s", error)
            await asyncio.sleep(_RECONNECT_SECONDS)


async def _deliver(driver: Driver, events: Sequence[WebhookEvent]) -> Collection[UUID]:
    """Write the deliveries of the events to the endpoints that want them. Return the ids of those that are sent."""
    jobs = {event.job_id for event in events if event.job_id}
    clients = {event.client_id for event in events if event.client_id}
    endpoints: list[Endpoint] = [
        to_endpoint(row) async for (row,) in await run(driver, _ENDPOINTS, list(jobs), list(clients))
    ]
    now = await read_clock(driver)
    wanted = [delivery_of(event, endpoint, now) for event in events for endpoint in endpoints if endpoint.wants(event)]
    if not wanted:
        return ()
    await add_deliveries(driver, wanted)
    return await start_first(driver, {each.endpoint_id for each in wanted}, jobs, now)


def _read(row: TupleRow) -> DeliveryToRun:
    delivery_id, endpoint_id, client_id, event_type = row
    return DeliveryToRun(id=delivery_id, endpoint_id=endpoint_id, client_id=client_id, event_type=event_type)


def _news(payload: str) -> News:
    if payload == START_DUE:
        return News(has_due=True)
    try:
        return News(deliveries=frozenset({UUID(payload)})) if payload else News(has_events=True)
    except ValueError:  # of another version
        return News(has_events=True, has_due=True)
