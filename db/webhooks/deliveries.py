"""Deliveries and their attempts in Postgres, as clients see them and ask for them again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import Session, transaction
from db.connections.prepared import Driver, run
from db.rows import from_row, newest_rows
from db.schema.tables.webhooks import WebhookAttemptRow, WebhookDeliveryRow
from db.webhooks.events import missed_events
from db.webhooks.sending import add_deliveries, announce, lock_enabled_endpoint, start_first
from domain.base import Cursor
from domain.webhooks.deliveries import DELIVERY_OVER, Attempt, Delivery, DeliveryStatus, delivery_of
from domain.webhooks.event_types import WebhookEvent

_BEGIN_ANEW = b"""
update webhook_deliveries set
    status = case when job_id is null then 'sending' else 'waiting' end,
    next_attempt_at = case when job_id is null then %%s::timestamptz end,
    earlier_attempts = attempts,
    ended_at = null
where endpoint_id = %%s and status = any(%%s) and %s
returning id, job_id"""

_HURRY = b"""
update webhook_deliveries set next_attempt_at = %%s
where endpoint_id = %%s and status = 'sending' and next_attempt_at > %%s and %s returning id"""

_LOST = (DeliveryStatus.FAILED, DeliveryStatus.CANCELLED)


@dataclass(frozen=True)
class PostgresDeliveries:
    """Deliveries by id. Errors: NotFound; Transient while the database is away."""

    engine: AsyncEngine

    async def load(self, delivery_id: UUID) -> Delivery:
        async with transaction(self.engine) as session:
            return await _load(session, delivery_id)

    async def listed(
        self,
        endpoint_id: UUID,
        limit: int,
        *,
        statuses: Collection[DeliveryStatus] = (),
        after: Cursor | None = None,
    ) -> Sequence[Delivery]:
        """Return at most `limit` deliveries to the endpoint, newest first: those in the statuses, or all."""
        query = newest_rows(WebhookDeliveryRow, limit, after).where(WebhookDeliveryRow.endpoint_id == endpoint_id)
        if statuses:
            query = query.where(col(WebhookDeliveryRow.status).in_([status.value for status in statuses]))
        async with transaction(self.engine) as session:
            return [from_row(Delivery, row) for row in await session.exec(query)]

    async def attempts(self, delivery_id: UUID) -> Sequence[Attempt]:
        """Return the delivery's attempts, oldest first."""
        query = select(WebhookAttemptRow).where(WebhookAttemptRow.delivery_id == delivery_id)
        async with transaction(self.engine) as session:
            found = await session.exec(query.order_by(col(WebhookAttemptRow.number)))
            return [from_row(Attempt, row) for row in found]

    async def send_to(self, endpoint_id: UUID, event: WebhookEvent) -> Delivery:
        """Deliver an event that tells of no job, such as a test, to this endpoint alone. Errors: Conflict if disabled.

        The same event again is the same delivery.
        """
        async with transaction(self.engine) as session:
            driver = await session.driver()
            endpoint = await lock_enabled_endpoint(driver, endpoint_id)
            delivery = delivery_of(event, endpoint, await session.now())
            await add_deliveries(driver, [delivery])
            await announce(driver, [delivery.id])
            return await _load(session, delivery.id)

    async def redeliver(self, delivery_id: UUID) -> Delivery:
        """Begin anew with a delivery that is over, under the same id; try one that is tried again later now.

        One that waits for an earlier event stays as it is. Errors: Conflict when its endpoint is disabled.
        """
        async with transaction(self.engine) as session:
            driver = await session.driver()
            endpoint = await lock_enabled_endpoint(driver, (await _load(session, delivery_id)).endpoint_id)
            now = await session.now()
            await self._send_now(driver, endpoint.id, DELIVERY_OVER, b"id = %s", delivery_id, now=now)
            session.expire_all()
            return await _load(session, delivery_id)

    async def recover(self, endpoint_id: UUID, since: datetime) -> int:
        """Deliver what happened since then and did not arrive: begin anew with what failed or was cancelled, add what
        was never tried, as far as events are kept, and try what is tried again later now. Return of how many.

        Errors: Conflict when the endpoint is disabled.
        """
        async with transaction(self.engine) as session:
            driver, now = await session.driver(), await session.now()
            endpoint = await lock_enabled_endpoint(driver, endpoint_id)
            missed = await missed_events(driver, endpoint, since)
            await add_deliveries(driver, [delivery_of(event, endpoint, now) for event in missed])
            jobs = [event.job_id for event in missed if event.job_id]
            again = await self._send_now(driver, endpoint_id, _LOST, b"occurred_at >= %s", since, now=now, jobs=jobs)
            return len(missed) + again

    async def _send_now(
        self,
        driver: Driver,
        endpoint_id: UUID,
        statuses: Collection[DeliveryStatus],
        condition: bytes,
        value: object,
        *,
        now: datetime,
        jobs: Collection[UUID] = (),
    ) -> int:
        """Begin anew with the endpoint's deliveries in these statuses that meet the condition; send what is first then.

        Those that are sent and meet it are tried now. `jobs` have other deliveries that wait.
        """
        hurried = await (await run(driver, _HURRY % condition, now, endpoint_id, now, value)).fetchall()
        over = [status.value for status in statuses]
        found = await (await run(driver, _BEGIN_ANEW % condition, now, endpoint_id, over, value)).fetchall()
        sent = [row[0] for row in hurried] + [delivery for delivery, job in found if job is None]
        sent += await start_first(driver, [endpoint_id], {*jobs, *(job for _, job in found if job)}, now)
        await announce(driver, sent)
        return len(hurried) + len(found)


async def _load(session: Session, delivery_id: UUID) -> Delivery:
    return from_row(Delivery, await session.find(WebhookDeliveryRow, delivery_id, "webhook delivery"))
