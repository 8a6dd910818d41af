"""Deliveries as their runs see and change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.connections.prepared import Driver, Statement, driver_of_pool, read_clock, read_row, run, run_all
from db.jobs.mapping import Rows
from db.schema.tables.webhooks import WebhookAttemptRow
from db.webhooks.rows import DELIVERIES, ENDPOINTS
from db.webhooks.sending import add_deliveries, announce, lock_endpoints, start_first, to_delivery, to_endpoint
from domain.ports.webhooks import DeliveryRecords, DeliveryRule, ToSend
from domain.webhooks.deliveries import Attempt, Delivery, DeliveryStatus, delivery_of
from domain.webhooks.endpoints import Endpoint
from domain.webhooks.results import disabled_event, is_told_of

_ATTEMPTS: Final = Rows(WebhookAttemptRow, Attempt)

_TO_SEND: Final = b"""
select row_to_json(endpoint)::text, row_to_json(delivery)::text, clock_timestamp()
from webhook_deliveries delivery join webhook_endpoints endpoint on endpoint.id = delivery.endpoint_id
where delivery.id = %s and delivery.status = 'sending' and endpoint.disabled_at is null"""
_DELIVERY: Final = b"select row_to_json(delivery)::text from webhook_deliveries delivery where id = %s for update"
_ENDPOINT_OF: Final = b"select endpoint_id from webhook_deliveries where id = %s"
_OTHERS: Final = b"""
select row_to_json(endpoint)::text from webhook_endpoints endpoint
where job_id is null and disabled_at is null and (client_id is null or client_id = %s)"""
CANCEL_ALL: Final = b"""
update webhook_deliveries set status = 'cancelled', next_attempt_at = null, ended_at = %s
where endpoint_id = %s and status in ('waiting', 'sending')"""


@dataclass(frozen=True)
class PostgresDeliveryRecords(DeliveryRecords):
    engine: AsyncEngine

    async def to_send(self, delivery_id: UUID) -> ToSend | None:
        row = await read_row(self.engine, _TO_SEND, delivery_id)
        return ToSend(to_endpoint(row[0]), to_delivery(row[1]), row[2]) if row else None

    async def record(self, delivery_id: UUID, attempt: Attempt, rule: DeliveryRule) -> ToSend | None:
        async with driver_of_pool(self.engine) as driver:
            found = await _lock(driver, delivery_id)
            if found is None:
                return None
            endpoint, delivery, now = found
            changed = rule(endpoint, delivery, now)
            if delivery.status is not DeliveryStatus.SENDING:
                kept = delivery.model_copy(update={"attempts": changed.delivery.attempts})
                changed = changed._replace(endpoint=endpoint, delivery=kept)
            numbered = attempt.model_copy(update={"number": changed.delivery.attempts})
            async with driver.pipeline():
                await run_all(driver, _writes(endpoint, changed.endpoint, delivery, changed.delivery, numbered))
            if delivery.status is DeliveryStatus.SENDING and changed.delivery.is_over:
                await _go_on(driver, changed.endpoint, changed.delivery, now)
            await driver.commit()
            return ToSend(changed.endpoint, changed.delivery, now)


async def _lock(driver: Driver, delivery_id: UUID) -> ToSend | None:
    """Lock the endpoint, then the delivery; None when either is gone."""
    row = await (await run(driver, _ENDPOINT_OF, delivery_id)).fetchone()
    endpoints = await lock_endpoints(driver, [row[0]]) if row else ()
    locked = await (await run(driver, _DELIVERY, delivery_id)).fetchone()
    if not endpoints or locked is None:
        return None
    return ToSend(endpoints[0], to_delivery(locked[0]), await read_clock(driver))


def _writes(
    old_endpoint: Endpoint, endpoint: Endpoint, old: Delivery, delivery: Delivery, attempt: Attempt
) -> Iterable[Statement]:
    yield from ENDPOINTS.update(ENDPOINTS.changed(old_endpoint, endpoint), endpoint.id)
    yield from DELIVERIES.update(DELIVERIES.changed(old, delivery), delivery.id)
    yield _ATTEMPTS.insert(_ATTEMPTS.columns(attempt))


async def _go_on(driver: Driver, endpoint: Endpoint, over: Delivery, now: datetime) -> None:
    """Send the job's next event to the endpoint; if it is disabled, end its deliveries and tell the client's others."""
    if endpoint.is_enabled:
        jobs = [over.job_id] if over.job_id else []
        await announce(driver, await start_first(driver, [endpoint.id], jobs, now))
        return
    await run(driver, CANCEL_ALL, now, endpoint.id)
    event = disabled_event(endpoint)
    found = [to_endpoint(row) async for (row,) in await run(driver, _OTHERS, endpoint.client_id)]
    told = [delivery_of(event, other, now) for other in found if is_told_of(other, endpoint, event)]
    await add_deliveries(driver, told)
    await announce(driver, [delivery.id for delivery in told])
