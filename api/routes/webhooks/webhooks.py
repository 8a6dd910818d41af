"""Webhook endpoints: create, list, read, change, delete, rotate the secret, test, recover."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Path, Query

from api.dependencies import (
    CallerDep,
    ClientQuery,
    ContainerDep,
    MessageId,
    SenderOfRequest,
    as_uuid,
    id_in_path,
    own_client,
)
from api.http.access.scopes import needs
from api.http.errors import Unprocessable
from api.http.idempotency.route import SecretRoute
from api.http.json_request import strictly
from api.http.pagination import PageQuery, page_of
from api.http.routing import ApiRouter
from api.openapi import responses
from api.schemas.common import Data, Page
from api.schemas.webhook import (
    EXAMPLE_URL,
    CreatedEndpointView,
    DeletedEndpointView,
    DeliveryView,
    EndpointChanges,
    EndpointView,
    NewEndpoint,
    RecoveredView,
    RecoverOrder,
    created_endpoint_view,
    delivery_view,
    endpoint_view,
)
from api.webhook_endpoints import changed, check_changes, new_endpoint, new_secret
from domain.clients.access import Scope
from domain.errors import Conflict, NotFound
from domain.job.approval import sender_of
from domain.webhooks.endpoints import Endpoint, EndpointKind, rotated
from domain.webhooks.results import event_of_test

router = ApiRouter(prefix="/api/v3/webhooks", tags=["webhooks"], route_class=SecretRoute)

NewEndpointBody = Annotated[
    NewEndpoint,
    strictly(NewEndpoint),
    Body(
        examples=[
            {"url": EXAMPLE_URL, "events": ["job.completed", "job.failed"], "clientId": "acme"},
            {"kind": "slack", "url": "https://hooks.slack.com/services/T000/B000/XXXX", "permission": "comment"},
            {"kind": "email", "url": "mailto:ann@acme.example,bob@acme.example", "permission": "approve"},
        ]
    ),
]


async def _own_endpoint(
    text: Annotated[
        str, Path(alias="webhook_id", description="The endpoint's id.", json_schema_extra={"format": "uuid"})
    ],
    container: ContainerDep,
    caller: CallerDep,
) -> Endpoint:
    """Return the endpoint in the path. Raise NotFound, in the same words for an unknown one as for another client's."""
    endpoint_id = id_in_path(text, "webhook endpoint")
    endpoint = await container.endpoints.load(endpoint_id)
    if not caller.sees(endpoint.client_id):
        raise NotFound(f"no webhook endpoint {endpoint_id}")
    return endpoint


OwnEndpoint = Annotated[Endpoint, Depends(_own_endpoint)]


async def _job_wanted(
    job_id: Annotated[
        str | None,
        Query(
            alias="jobId",
            description="The endpoint that was given with this job.",
            json_schema_extra={"format": "uuid"},
        ),
    ] = None,
) -> UUID | None:
    wanted = None if job_id is None else as_uuid(job_id)
    if job_id is not None and wanted is None:
        raise Unprocessable.at("jobId", "must be the id of a job")
    return wanted


@router.post("", status_code=201, summary="Create a webhook endpoint", responses=responses(422, 503, status=201))
@needs(Scope.WEBHOOKS, more="`films:approve` and `spend` for links that permit to approve.")
async def create_webhook(
    wanted: NewEndpointBody, endpoint_id: MessageId, caller: CallerDep, container: ContainerDep
) -> Data[CreatedEndpointView]:
    """Have events sent to a URL by Standard Webhooks, or have people asked for reviews by Slack or e-mail.

    `secret`, which verifies what is sent, is in this answer only. Without `events` all are sent.
    """
    client_id = own_client(caller, wanted.client_id)
    endpoint = await new_endpoint(endpoint_id, wanted, client_id, caller, container)
    return Data(data=created_endpoint_view(await container.endpoints.add(endpoint)))


@router.get("", summary="List webhook endpoints", responses=responses(422))
@needs(Scope.WEBHOOKS)
async def list_webhooks(
    query: PageQuery,
    client_id: ClientQuery,
    job_id: Annotated[UUID | None, Depends(_job_wanted)],
    container: ContainerDep,
) -> Page[EndpointView]:
    """Newest first, without those that were given with a job; with `jobId` that one."""
    found = await container.endpoints.listed(query.limit + 1, client_id=client_id, job_id=job_id, after=query.after)
    return page_of(found, query, endpoint_view)


@router.get("/{webhook_id}", summary="Read a webhook endpoint", responses=responses(404))
@needs(Scope.WEBHOOKS)
async def read_webhook(endpoint: OwnEndpoint) -> Data[EndpointView]:
    """The endpoint without its secret, and whether it is enabled."""
    return Data(data=endpoint_view(endpoint))


@router.patch("/{webhook_id}", summary="Change a webhook endpoint", responses=responses(404, 503))
@needs(Scope.WEBHOOKS, more="`films:approve` and `spend` for links that permit to approve.")
async def change_webhook(
    endpoint: OwnEndpoint,
    changes: Annotated[EndpointChanges, strictly(EndpointChanges)],
    caller: CallerDep,
    container: ContainerDep,
) -> Data[EndpointView]:
    """Send elsewhere, or other events; disable it, which ends its deliveries, or enable it again."""
    await check_changes(endpoint, changes, caller, container)
    sender = sender_of(caller)
    after = await container.endpoints.change(
        endpoint.id, lambda found, now: changed(found, changes, caller, now), sender
    )
    if changes.enabled is not None and changes.enabled != after.is_enabled:
        switch = container.endpoints.enable if changes.enabled else container.endpoints.disable
        after = await switch(endpoint.id, sender)
    return Data(data=endpoint_view(after))


@router.delete("/{webhook_id}", summary="Delete a webhook endpoint", responses=responses(404, 503))
@needs(Scope.WEBHOOKS)
async def delete_webhook(
    endpoint: OwnEndpoint, sender: SenderOfRequest, container: ContainerDep
) -> Data[DeletedEndpointView]:
    """Delete it with its deliveries and their log. Nothing more is sent."""
    await container.endpoints.delete(endpoint.id, sender)
    return Data(data=DeletedEndpointView(id=endpoint.id))


@router.post("/{webhook_id}/rotate", summary="Rotate a webhook's secret", responses=responses(404, 503))
@needs(Scope.WEBHOOKS)
async def rotate_webhook(
    endpoint: OwnEndpoint, request: MessageId, sender: SenderOfRequest, container: ContainerDep
) -> Data[CreatedEndpointView]:
    """Give it a new secret, which is in this answer only. For 24 hours the one before signs as well."""
    if endpoint.kind is not EndpointKind.WEBHOOK:
        raise Conflict(f"an endpoint of the kind {endpoint.kind} signs nothing, so it has no secret to rotate")
    rule = partial(_rotated, new_secret(), request)
    return Data(data=created_endpoint_view(await container.endpoints.change(endpoint.id, rule, sender)))


@router.post(
    "/{webhook_id}/test", status_code=202, summary="Test a webhook endpoint", responses=responses(404, 503, status=202)
)
@needs(Scope.WEBHOOKS)
async def try_webhook(endpoint: OwnEndpoint, request: MessageId, container: ContainerDep) -> Data[DeliveryView]:
    """Send it a `webhook.test`, or a message that shows that messages arrive. The delivery's log tells the rest."""
    event = event_of_test(request, endpoint, await container.jobs.clock())
    return Data(data=delivery_view(await container.deliveries.send_to(endpoint.id, event)))


@router.post(
    "/{webhook_id}/recover",
    status_code=202,
    summary="Send what did not arrive",
    responses=responses(404, 503, status=202),
)
@needs(Scope.WEBHOOKS)
async def recover_webhook(
    endpoint: OwnEndpoint, order: Annotated[RecoverOrder, strictly(RecoverOrder)], container: ContainerDep
) -> Data[RecoveredView]:
    """Send all that happened since then and did not arrive, as far as events are kept, in order for each job."""
    return Data(data=RecoveredView(recovered=await container.deliveries.recover(endpoint.id, order.since)))


def _rotated(secret: str, request: UUID, endpoint: Endpoint, now: datetime) -> Endpoint:
    return rotated(endpoint, secret, request, now)
