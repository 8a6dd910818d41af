"""What is sent to a webhook endpoint: list deliveries, read one with its attempts, send it again."""

from typing import Annotated

from fastapi import Depends, Path, Query

from api.dependencies import ContainerDep, id_in_path
from api.http.access.scopes import needs
from api.http.idempotency.route import ApiRoute
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.routes.webhooks.webhooks import OwnEndpoint
from api.schemas.common import Data, Page
from api.schemas.webhook import DeliveryLogView, DeliveryView, delivery_log_view, delivery_view
from domain.clients.access import Scope
from domain.errors import NotFound
from domain.webhooks.deliveries import Delivery, DeliveryStatus

router = ApiRouter(prefix="/api/v3/webhooks/{webhook_id}/deliveries", tags=["webhooks"], route_class=ApiRoute)


async def _delivery(
    text: Annotated[
        str, Path(alias="delivery_id", description="The delivery's id.", json_schema_extra={"format": "uuid"})
    ],
    endpoint: OwnEndpoint,
    container: ContainerDep,
) -> Delivery:
    delivery = await container.deliveries.load(id_in_path(text, "webhook delivery"))
    if delivery.endpoint_id != endpoint.id:
        raise NotFound(f"no webhook delivery {delivery.id}")
    return delivery


OwnDelivery = Annotated[Delivery, Depends(_delivery)]


@router.get("", summary="List a webhook's deliveries", responses=responses(404, 422))
@needs(Scope.WEBHOOKS)
async def list_webhook_deliveries(
    endpoint: OwnEndpoint,
    query: PageQuery,
    container: ContainerDep,
    status: Annotated[
        list[DeliveryStatus] | None, Query(description="Only deliveries in one of these statuses.")
    ] = None,
) -> Page[DeliveryView]:
    """Newest first. Those that are over are kept as long as events are."""
    found = await container.deliveries.listed(endpoint.id, query.limit + 1, statuses=status or (), after=query.after)
    return page_of(found, query, delivery_view)


@router.get("/{delivery_id}", summary="Read a delivery and its attempts", responses=responses(404))
@needs(Scope.WEBHOOKS)
async def read_webhook_delivery(delivery: OwnDelivery, container: ContainerDep) -> Data[DeliveryLogView]:
    """When each attempt was made, how long it took, and what the receiver answered."""
    return Data(data=delivery_log_view(delivery, tuple(await container.deliveries.attempts(delivery.id))))


@router.post(
    "/{delivery_id}/redeliver",
    status_code=202,
    summary="Send a delivery again",
    responses=responses(404, 503, status=202),
)
@needs(Scope.WEBHOOKS)
async def redeliver_webhook(delivery: OwnDelivery, container: ContainerDep) -> Data[DeliveryView]:
    """Begin anew with one that is over, with the same `webhook-id`. One that is tried again later is tried now; one
    that waits for an earlier event of its job goes on waiting."""
    return Data(data=delivery_view(await container.deliveries.redeliver(delivery.id)))
