"""Webhook events, read from the table of events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from psycopg.rows import TupleRow

from db.connections.prepared import Driver, run
from domain.base import evolve
from domain.webhooks.endpoints import Endpoint
from domain.webhooks.event_types import WebhookEvent

MAX_RECOVERED: Final = 10_000
"""The most events that are added for an endpoint at once, the oldest first."""

_COLUMNS = b"select events.id, events.job_id, jobs.client_id, events.data, events.created_at"
_FROM = b" from events join jobs on jobs.id = events.job_id where events.kind = 'webhook' and "

_AFTER = _COLUMNS + _FROM + b"events.id > %s order by events.id limit %s"
_MISSED = (
    _COLUMNS
    + _FROM
    + b"""events.id <= greatest(%s, (select last_event from webhook_cursor))
    and events.created_at >= %s and not exists (
        select from webhook_deliveries delivery where delivery.endpoint_id = %s and delivery.event_id = events.id
    )
    and (cardinality(%s::text[]) = 0 or events.data ->> 'type' = any(%s))
    and (%s::text is null or jobs.client_id = %s) and (%s::uuid is null or events.job_id = %s)
order by events.id limit %s"""
)


async def events_after(driver: Driver, last: int, limit: int) -> Sequence[WebhookEvent]:
    """Return at most `limit` events that follow the one with that id, in order."""
    return [_read(row) async for row in await run(driver, _AFTER, last, limit)]


async def missed_events(driver: Driver, endpoint: Endpoint, since: datetime) -> Sequence[WebhookEvent]:
    """Return the events since then that the endpoint wants, and that nobody tried or will try to deliver to it."""
    client, job = endpoint.client_id, endpoint.job_id
    types = [each.value for each in endpoint.events]
    values = (endpoint.after_event, since, endpoint.id, types, types, client, client, job, job, MAX_RECOVERED)
    wanting = evolve(endpoint, after_event=0)
    found = [_read(row) async for row in await run(driver, _MISSED, *values)]
    return [event for event in found if wanting.wants(event)]


def _read(row: TupleRow) -> WebhookEvent:
    event_id, job_id, client_id, written, occurred_at = row
    data: dict[str, Any] = dict(written)
    return WebhookEvent.model_validate(
        {
            "id": event_id,
            "type": data.pop("type"),
            "job_id": job_id,
            "client_id": client_id,
            "sequence": data["sequence"],
            "data": data,
            "occurred_at": occurred_at,
        }
    )
