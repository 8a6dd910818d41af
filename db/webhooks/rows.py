"""Endpoints and deliveries as rows, and the statements that write them."""

from typing import Final

from db.connections.prepared import Statement
from db.jobs.mapping import Rows
from db.schema.tables.webhooks import WebhookDeliveryRow, WebhookEndpointRow
from domain.webhooks.deliveries import Delivery
from domain.webhooks.endpoints import Endpoint

ENDPOINTS: Final = Rows(WebhookEndpointRow, Endpoint)
DELIVERIES: Final = Rows(WebhookDeliveryRow, Delivery)

CHANNEL: Final = "webhooks"
"""Postgres notifies this channel of events to dispatch. With a payload it tells of deliveries that need a run: its id
for one, START_DUE for many."""

START_DUE: Final = "due"

_ADD_ENDPOINT = """
insert into webhook_endpoints ({columns}, after_event)
select {values}, coalesce((select max(id) from events), 0) on conflict (id) do nothing"""

WAIT_FOR_EVENTS: Final = b"select pg_advisory_xact_lock(hashtext('events'))"
"""Waits until all events that have an id are visible, and lets no transaction write others before this one ends.

An endpoint that is added or enabled is sent what follows the newest event. Without this, one that was being written
then would follow although nobody had announced it: there was no endpoint yet.
"""

NOTIFY: Final = b"select pg_notify(%s, %s)"


def add_endpoint(endpoint: Endpoint) -> Statement:
    """Return what adds the endpoint, for events that follow. One of that id stays as it is."""
    columns = ENDPOINTS.columns(endpoint)
    del columns["after_event"]
    sql = _ADD_ENDPOINT.format(columns=", ".join(columns), values=", ".join(["%s"] * len(columns)))
    return sql.encode(), tuple(columns.values())
