"""What the routes of webhooks check before an endpoint is made or changed, and the endpoints that they make."""

import secrets
from datetime import datetime
from uuid import UUID, uuid5

from api.container import Container
from api.http.errors import Unprocessable
from api.schemas.webhook import EndpointChanges, JobWebhookOrder, NewEmailEndpoint, NewEndpoint, NewSlackEndpoint
from domain.base import evolve
from domain.brief import Brief
from domain.clients.access import Caller, Scope
from domain.errors import Conflict, InputRejected
from domain.review.mail import recipients
from domain.review.review_link import Permission
from domain.webhooks.endpoints import SECRET_BYTES, Endpoint, EndpointKind, secret_of
from domain.webhooks.event_types import WebhookEventType
from storage.web.receivers import check_receiver

_OF_WEBHOOKS = ("events",)
_OF_REVIEW_REQUESTS = ("permission", "show_cost")


def new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))


async def new_endpoint(
    id: UUID, wanted: NewEndpoint, client_id: str | None, caller: Caller, container: Container
) -> Endpoint:
    """Return the endpoint that is wanted, for events of the client, or of all. Errors: Unprocessable, MissingScope."""
    await check_target(EndpointKind(wanted.kind), wanted.url, container)
    now = await container.jobs.clock()
    endpoint = Endpoint(
        id=id,
        kind=EndpointKind(wanted.kind),
        target=wanted.url,
        description=wanted.description,
        events=(WebhookEventType.REVIEW_REQUIRED,),
        client_id=client_id,
        secret=new_secret(),
        made_by=caller.key_id,
        created_at=now,
        updated_at=now,
    )
    if isinstance(wanted, NewSlackEndpoint | NewEmailEndpoint):
        check_permission(wanted.permission, caller)
        return evolve(endpoint, permission=wanted.permission, show_cost=wanted.show_cost)
    return evolve(endpoint, events=wanted.events, secret=wanted.secret or endpoint.secret)


async def endpoint_of_new_job(
    job_id: UUID, wanted: JobWebhookOrder, brief: Brief, caller: Caller, container: Container
) -> Endpoint:
    """Return the endpoint of a job that is being created of the brief. Errors: MissingScope, Unprocessable."""
    caller.check(Scope.WEBHOOKS)
    await check_target(EndpointKind.WEBHOOK, wanted.url, container, "webhook.url")
    now = await container.jobs.clock()
    return Endpoint(
        id=uuid5(job_id, "webhook"),
        target=wanted.url,
        events=wanted.events,
        client_id=brief.context.client_id,
        job_id=job_id,
        secret=wanted.secret or new_secret(),
        made_by=caller.key_id,
        created_at=now,
        updated_at=now,
    )


async def check_changes(endpoint: Endpoint, changes: EndpointChanges, caller: Caller, container: Container) -> None:
    """Raise Unprocessable, Conflict or MissingScope if the endpoint cannot be changed like this."""
    foreign = _OF_REVIEW_REQUESTS if endpoint.kind is EndpointKind.WEBHOOK else _OF_WEBHOOKS
    named = [name for name in foreign if getattr(changes, name) is not None]
    if named:
        shown = EndpointChanges.model_fields[named[0]].alias or named[0]
        raise Conflict(f"an endpoint of the kind {endpoint.kind} has no {shown}; leave it out")
    if changes.url is not None:
        await check_target(endpoint.kind, changes.url, container)
    if changes.permission is not None:
        check_permission(changes.permission, caller)
    elif changes.url is not None and endpoint.permission is not None:
        # Who changes where the links go gives what they permit to others.
        check_permission(endpoint.permission, caller)


def changed(endpoint: Endpoint, changes: EndpointChanges, caller: Caller, now: datetime) -> Endpoint:
    """Return the endpoint with the changes, apart from whether it is enabled."""
    given = changes.model_dump(exclude_none=True, exclude={"enabled"})
    if "url" in given:
        given["target"] = given.pop("url")
    if not given:
        return endpoint
    if changes.permission is not None or changes.url is not None:
        given["made_by"] = caller.key_id
    return evolve(endpoint, **given, updated_at=now)


async def check_target(kind: EndpointKind, url: str, container: Container, path: str = "url") -> None:
    """Raise Unprocessable if nothing can be sent to the URL, as far as that can be told now."""
    if kind is EndpointKind.EMAIL:
        try:
            recipients(url)
        except ValueError as error:
            raise Unprocessable.at(path, str(error)) from None
        if container.settings.mail_server is None:
            raise Unprocessable.at("kind", "this server sends no mail: its operator has to set SMTP_URL and MAIL_FROM")
        return
    try:
        await check_receiver(url, container.settings.asset_allowed_networks)
    except InputRejected as error:
        raise Unprocessable.at(path, error.message) from None


def check_permission(permission: Permission, caller: Caller) -> None:
    """Raise MissingScope if the caller may not make links with that permission."""
    if permission is Permission.APPROVE:
        caller.check(Scope.APPROVE_FILMS, Scope.SPEND)
