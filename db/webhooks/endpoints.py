"""Webhook endpoints in Postgres."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, select

from db.connections.engine import Session, transaction
from db.connections.prepared import run_all
from db.jobs.audit_trail import add_entry
from db.rows import from_row, newest_rows, to_row
from db.schema.tables.jobs import EventRow
from db.schema.tables.webhooks import WebhookDeliveryRow, WebhookEndpointRow
from db.webhooks.rows import WAIT_FOR_EVENTS, add_endpoint
from domain.base import Cursor
from domain.errors import Conflict
from domain.job.approval import SYSTEM, Actor
from domain.job.audit_trail import AuditEntry
from domain.webhooks.deliveries import DeliveryStatus
from domain.webhooks.endpoints import MAX_ENDPOINTS, DisabledReason, Endpoint, disabled, enabled

_TOLD = ("target", "events", "description", "secret", "is_enabled")
"""The fields whose changes are told, without their values: addresses and secrets may be among them."""

_KEEP_JOB: Final = b"""
select from jobs where id = (select job_id from webhook_endpoints where id = %s) for key share"""

EndpointRule = Callable[[Endpoint, datetime], Endpoint]
"""Returns the endpoint as it is to be at that time."""


@dataclass(frozen=True)
class PostgresEndpoints:
    """Endpoints by id. Errors: NotFound; Transient while the database is away."""

    engine: AsyncEngine

    async def add(self, endpoint: Endpoint) -> Endpoint:
        """Add the endpoint, for events that follow; if the id exists already, return that one as it is.

        One that belongs to a new job is added with it, by `PostgresJobs.create`. Errors: Conflict if its client has too
        many.
        """
        async with transaction(self.engine) as session:
            known = await session.get(WebhookEndpointRow, endpoint.id)
            if known is None and await _count(session, endpoint.client_id) >= MAX_ENDPOINTS:
                raise Conflict(f"a client has at most {MAX_ENDPOINTS} webhook endpoints; delete some")
            await run_all(await session.driver(), [(WAIT_FOR_EVENTS, ()), add_endpoint(endpoint)])
            return _read(await _find(session, endpoint.id))

    async def load(self, endpoint_id: UUID) -> Endpoint:
        async with transaction(self.engine) as session:
            return _read(await _find(session, endpoint_id))

    async def listed(
        self, limit: int, *, client_id: str | None = None, job_id: UUID | None = None, after: Cursor | None = None
    ) -> Sequence[Endpoint]:
        """Return at most `limit` endpoints, newest first: a job's, else those of no job; of one client, or of all."""
        query = newest_rows(WebhookEndpointRow, limit, after).where(WebhookEndpointRow.job_id == job_id)
        if client_id is not None:
            query = query.where(WebhookEndpointRow.client_id == client_id)
        async with transaction(self.engine) as session:
            return [_read(row) for row in await session.exec(query)]

    async def change(self, endpoint_id: UUID, rule: EndpointRule, actor: Actor = SYSTEM) -> Endpoint:
        """Apply the rule under the row's lock. Deliveries to an endpoint that it disables end.

        The audit trail of the job whose endpoint it is tells that `actor` did it.
        """
        async with transaction(self.engine) as session:
            before = _read(await _locked(session, endpoint_id))
            now = await session.now()
            after = rule(before, now)
            await session.merge(to_row(WebhookEndpointRow, after))
            if before.is_enabled and not after.is_enabled:
                await _cancel_deliveries(session, endpoint_id, now)
            await _tell_change(session, before, after, actor, now)
            return after

    async def enable(self, endpoint_id: UUID, actor: Actor = SYSTEM) -> Endpoint:
        """Enable the endpoint for what happens from now on. What it missed can be recovered."""
        async with transaction(self.engine) as session:
            before = _read(await _locked(session, endpoint_id))
            await run_all(await session.driver(), [(WAIT_FOR_EVENTS, ())])
            newest = (await session.exec(select(func.max(EventRow.id)))).one() or 0
            now = await session.now()
            after = enabled(before, newest, now)
            await session.merge(to_row(WebhookEndpointRow, after))
            await _tell_change(session, before, after, actor, now)
            return after

    async def disable(self, endpoint_id: UUID, actor: Actor = SYSTEM) -> Endpoint:
        """Disable the endpoint, as its client wants it. Its deliveries end."""
        return await self.change(
            endpoint_id, lambda endpoint, now: disabled(endpoint, DisabledReason.ASKED, now), actor
        )

    async def delete(self, endpoint_id: UUID, actor: Actor = SYSTEM) -> None:
        """Delete the endpoint with its deliveries and their attempts."""
        async with transaction(self.engine) as session:
            row = await _locked(session, endpoint_id)
            await session.delete(row)
            await _tell(session, "webhook_deleted", _read(row), actor, await session.now())


async def _find(session: Session, endpoint_id: UUID, *, lock: bool = False) -> WebhookEndpointRow:
    return await session.find(WebhookEndpointRow, endpoint_id, "webhook endpoint", lock=lock)


async def _locked(session: Session, endpoint_id: UUID) -> WebhookEndpointRow:
    """Lock the job to which the endpoint belongs, then the endpoint.

    The job's audit trail refers to the job, and whoever changes a job locks it before all else.
    """
    await run_all(await session.driver(), [(_KEEP_JOB, (endpoint_id,))])
    return await _find(session, endpoint_id, lock=True)


async def _count(session: Session, client_id: str | None) -> int:
    """Return how many endpoints the client has; of None, how many there are that are told of all clients."""
    columns = WebhookEndpointRow
    query = select(func.count()).where(
        col(columns.client_id).is_not_distinct_from(client_id), col(columns.job_id).is_(None)
    )
    return (await session.exec(query)).one()


async def _tell_change(session: Session, before: Endpoint, after: Endpoint, actor: Actor, now: datetime) -> None:
    changed = [name for name in _TOLD if getattr(before, name) != getattr(after, name)]
    if changed:
        await _tell(session, "webhook_changed", after, actor, now, fields=changed)


async def _tell(
    session: Session, action: str, endpoint: Endpoint, actor: Actor, now: datetime, **details: object
) -> None:
    """Tell it in the audit trail of the job to which the endpoint belongs, if it belongs to one."""
    if endpoint.job_id is not None:
        subject = uuid5(endpoint.id, now.isoformat())
        entry = AuditEntry.of(subject, action, actor, now, webhookId=str(endpoint.id), **details)
        await add_entry(session, endpoint.job_id, entry)


def _read(row: WebhookEndpointRow) -> Endpoint:
    return from_row(Endpoint, row)


async def _cancel_deliveries(session: Session, endpoint_id: UUID, now: datetime) -> None:
    columns = WebhookDeliveryRow
    open_ones = [DeliveryStatus.WAITING.value, DeliveryStatus.SENDING.value]
    cancelled = {"status": DeliveryStatus.CANCELLED.value, "next_attempt_at": None, "ended_at": now}
    await session.exec(
        update(columns)
        .where(col(columns.endpoint_id) == endpoint_id, col(columns.status).in_(open_ones))
        .values(cancelled)
    )
