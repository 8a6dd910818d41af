"""Endpoints: where webhook events are sent to, with which secrets, and whether they are."""

from base64 import b64encode
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from pydantic import Field

from domain.base import Frozen, evolve
from domain.review.review_link import Permission
from domain.webhooks.event_types import WebhookEvent, WebhookEventType

BOTH_SECRETS_FOR: Final = timedelta(hours=24)
"""How long after a rotation bodies are signed with the earlier secret as well."""

SECRET_BYTES: Final = 24

MAX_ENDPOINTS: Final = 100
"""The most endpoints of a client, those of single jobs not counted: each event is sent to all of them."""


class EndpointKind(StrEnum):
    WEBHOOK = "webhook"
    """Standard Webhooks: `target` is a URL, and bodies are signed with `secret`."""

    SLACK = "slack"
    """`target` is the URL of an incoming webhook of Slack."""

    EMAIL = "email"
    """`target` is an e-mail address."""


class DisabledReason(StrEnum):
    ASKED = "asked"
    """Its client wants it."""

    FAILING = "failing"
    """It failed for days."""

    GONE = "gone"
    """It answered 410."""


class Endpoint(Frozen):
    """`events` are the types that it is sent; empty: all. `client_id` is whose jobs it is told of; None: all clients'.

    `job_id` is the one job that it is told of, if it was given with that job. `failing_since` is when the present
    failures began, `failed_at` the last of them. It is sent what has a greater id than `after_event`.

    `permission` is that of the review links in Slack's and e-mail's messages; `show_cost`: costs are shown there.
    `made_by` is the stored key that made it, if one did; `rotation` the request that rotated its secret last.
    """

    id: UUID
    kind: EndpointKind = EndpointKind.WEBHOOK
    target: str
    description: str = ""
    events: tuple[WebhookEventType, ...] = ()
    client_id: str | None = None
    job_id: UUID | None = None
    secret: str | None = Field(default=None, repr=False)
    previous_secret: str | None = Field(default=None, repr=False)
    previous_secret_until: datetime | None = None
    disabled_at: datetime | None = None
    disabled_reason: DisabledReason | None = None
    failing_since: datetime | None = None
    failed_at: datetime | None = None
    after_event: int = 0
    permission: Permission | None = None
    show_cost: bool = False
    made_by: UUID | None = None
    rotation: UUID | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None

    def wants(self, event: WebhookEvent) -> bool:
        """Return whether it is to be sent the event."""
        is_of_type = not self.events or event.type in self.events
        is_of_job = self.job_id in (None, event.job_id)
        is_of_client = self.client_id in (None, event.client_id)
        is_new = event.id is None or event.id > self.after_event
        return self.is_enabled and is_of_type and is_of_job and is_of_client and is_new

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Return the secrets that a body is signed with, the newest first."""
        is_rotating = self.previous_secret_until is not None and now < self.previous_secret_until
        both = (self.secret, self.previous_secret if is_rotating else None)
        return tuple(secret for secret in both if secret)


def secret_of(random: bytes) -> str:
    """Return a secret as Standard Webhooks writes it, of SECRET_BYTES random bytes."""
    return "whsec_" + b64encode(random).decode()


def rotated(endpoint: Endpoint, secret: str, request: UUID, now: datetime) -> Endpoint:
    """Return the endpoint with a new secret. The one before is valid for a day; one before that is not any more.

    The same request again changes nothing, so that it does not end the secret before.
    """
    if endpoint.rotation == request:
        return endpoint
    until = now + BOTH_SECRETS_FOR
    return evolve(
        endpoint,
        secret=secret,
        previous_secret=endpoint.secret,
        previous_secret_until=until,
        rotation=request,
        updated_at=now,
    )


def disabled(endpoint: Endpoint, reason: DisabledReason, now: datetime) -> Endpoint:
    """Return the endpoint disabled; one that is disabled already stays as it is."""
    if not endpoint.is_enabled:
        return endpoint
    return evolve(endpoint, disabled_at=now, disabled_reason=reason, updated_at=now)


def enabled(endpoint: Endpoint, newest_event: int, now: datetime) -> Endpoint:
    """Return the endpoint enabled, for what happens from now on, and its failures forgotten."""
    if endpoint.is_enabled:
        return endpoint
    forgotten = {"disabled_at": None, "disabled_reason": None, "failing_since": None, "failed_at": None}
    return evolve(endpoint, **forgotten, after_event=newest_event, updated_at=now)
