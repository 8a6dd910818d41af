"""Which deliveries are sent: of each job and endpoint the first that is not over, so that events arrive in order.

Whoever calls these has locked the endpoints' rows, in the order of their ids.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic_core import from_json

from db.connections.prepared import Driver, run, run_all
from db.webhooks.rows import CHANNEL, DELIVERIES, ENDPOINTS, NOTIFY, START_DUE
from domain.base import evolve
from domain.errors import Conflict, NotFound
from domain.webhooks.deliveries import Delivery, DeliveryStatus
from domain.webhooks.endpoints import Endpoint

_LOCK: Final = b"""
select row_to_json(endpoint)::text from webhook_endpoints endpoint where id = any(%s) order by id for no key update"""

_START_FIRST: Final = b"""
update webhook_deliveries set status = 'sending', next_attempt_at = %s
where id in (
    select distinct on (endpoint_id, job_id) id from webhook_deliveries first
    where status = 'waiting' and endpoint_id = any(%s) and job_id = any(%s) and not exists (
        select from webhook_deliveries sent
        where sent.status = 'sending' and sent.endpoint_id = first.endpoint_id and sent.job_id = first.job_id
    )
    order by endpoint_id, job_id, sequence, id
)
returning id"""


async def lock_endpoints(driver: Driver, ids: Collection[UUID]) -> Sequence[Endpoint]:
    """Return those of the endpoints that exist, locked until the transaction ends."""
    return [to_endpoint(row) async for (row,) in await run(driver, _LOCK, list(ids))]


async def lock_enabled_endpoint(driver: Driver, endpoint_id: UUID) -> Endpoint:
    """Errors: NotFound; Conflict when the endpoint is disabled."""
    for endpoint in await lock_endpoints(driver, [endpoint_id]):
        if not endpoint.is_enabled:
            raise Conflict("the webhook endpoint is disabled; enable it first")
        return endpoint
    raise NotFound(f"no webhook endpoint {endpoint_id}")


async def add_deliveries(driver: Driver, deliveries: Iterable[Delivery]) -> None:
    """Write the deliveries. What tells of no job is sent at once; the rest waits for `start_first`.

    Those that exist stay as they are.
    """
    async with driver.pipeline():
        for delivery in deliveries:
            written = delivery if delivery.job_id else sent(delivery, delivery.created_at)
            sql, values = DELIVERIES.insert(DELIVERIES.columns(written))
            await run_all(driver, [(sql + b" on conflict do nothing", values)])


async def start_first(
    driver: Driver, endpoints: Collection[UUID], jobs: Collection[UUID], now: datetime
) -> Sequence[UUID]:
    """Send the first waiting delivery of each of the jobs to each of the endpoints, where none is sent.

    Return the ids of those that are sent now. Each needs a run, which `announce` gives it.
    """
    return [row[0] async for row in await run(driver, _START_FIRST, now, list(endpoints), list(jobs))]


async def announce(driver: Driver, deliveries: Collection[UUID]) -> None:
    """Have the dispatcher start runs of these deliveries as soon as the transaction commits."""
    if deliveries:
        payloads = [str(delivery) for delivery in deliveries] if len(deliveries) <= 10 else [START_DUE]
        await run_all(driver, [(NOTIFY, (CHANNEL, payload)) for payload in payloads])


def sent(delivery: Delivery, now: datetime) -> Delivery:
    """Return the delivery as it is when its first attempt is to be made at once."""
    return evolve(delivery, status=DeliveryStatus.SENDING, next_attempt_at=now, ended_at=None)


def to_endpoint(row: str) -> Endpoint:
    return Endpoint.model_validate(ENDPOINTS.fields(from_json(row)))


def to_delivery(row: str) -> Delivery:
    return Delivery.model_validate(DELIVERIES.fields(from_json(row)))
