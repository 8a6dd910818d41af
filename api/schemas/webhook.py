"""Webhook endpoints, their deliveries and attempts, in camelCase."""

import re
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Discriminator, Field, Tag, WithJsonSchema

from api.http.problems import KIND_TAG, UNKNOWN_KIND
from api.schemas.common import MAX_URL_LENGTH, UtcTime, in_utc, view_of
from domain.base import Wire
from domain.brief import ClientId, Name
from domain.review.mail import ADDRESS, MAX_RECIPIENTS
from domain.review.review_link import Permission
from domain.webhooks.deliveries import Attempt, Delivery, DeliveryStatus
from domain.webhooks.endpoints import DisabledReason, Endpoint, EndpointKind
from domain.webhooks.event_types import WebhookEventType

_BASE64 = "[A-Za-z0-9+/]"
_SECRET = rf"^whsec_({_BASE64}{{4}}){{8,20}}({_BASE64}{{4}}|({_BASE64}{{4}})?({_BASE64}{{3}}=|{_BASE64}{{2}}==))?$"
"""24 to 64 bytes, as Standard Webhooks has them: 21 times 3, and one."""

_WEB = r"^[Hh][Tt][Tt][Pp][Ss]?://"
_MAIL = rf"^[Mm][Aa][Ii][Ll][Tt][Oo]:{ADDRESS}(,{ADDRESS}){{0,{MAX_RECIPIENTS - 1}}}$"
_EITHER = f"{_WEB}|{_MAIL}"

EXAMPLE_URL: Final = "https://example.com/greenlight"
EXAMPLE_SECRET: Final = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
_EXAMPLE_EVENTS: Final = ["storyboard.review_required", "job.completed"]


def _once(types: tuple[WebhookEventType, ...]) -> tuple[WebhookEventType, ...]:
    return tuple(dict.fromkeys(types))


EventTypes = Annotated[tuple[WebhookEventType, ...], AfterValidator(_once)]


def _form(pattern: str, message: str) -> AfterValidator:
    """Return what refuses texts of another form, in our words."""

    def check(text: str) -> str:
        if len(text) > MAX_URL_LENGTH or re.search(pattern, text) is None or text.endswith("\n"):
            raise ValueError(message)
        return text

    return AfterValidator(check)


def _documented(pattern: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, **more})


_UP_TO = f"in up to {MAX_URL_LENGTH:,} characters"
_URL: Final[dict[str, Any]] = {"format": "uri", "maxLength": MAX_URL_LENGTH}

Secret = Annotated[
    str, _form(_SECRET, "must be whsec_ and 24 to 64 bytes in base64; or leave it out"), _documented(_SECRET)
]
WebUrl = Annotated[str, _form(_WEB, f"must begin with https:// or http://, {_UP_TO}"), _documented(_WEB, **_URL)]
MailUrl = Annotated[
    str,
    _form(_MAIL, f"must be mailto: and one to {MAX_RECIPIENTS} addresses with commas between them, {_UP_TO}"),
    _documented(_MAIL, maxLength=MAX_URL_LENGTH),
]
AnyUrl = Annotated[
    str, _form(_EITHER, f"must begin with https://, http:// or mailto:, {_UP_TO}"), _documented(_EITHER, **_URL)
]


class JobWebhookOrder(Wire):
    """Where one job's events are sent. Without `events` all of them are; without `secret` one is generated."""

    url: WebUrl = Field(examples=[EXAMPLE_URL])
    events: EventTypes = Field(default=(), examples=[_EXAMPLE_EVENTS])
    secret: Secret | None = Field(default=None, examples=[None])


class NewWebhook(JobWebhookOrder):
    """An endpoint by Standard Webhooks. Without `clientId` it is told of the caller's client, or of all clients."""

    kind: Literal["webhook"] = "webhook"
    description: Name = Field(default="", examples=["Production"])
    client_id: ClientId | None = Field(default=None, examples=["acme"])


class _NewReviewRequests(Wire):
    """`permission` is that of the review link in each message; `showCost` shows what approving costs, there as well."""

    description: Name = Field(default="", examples=["The reviewers"])
    client_id: ClientId | None = Field(default=None, examples=["acme"])
    permission: Permission = Permission.VIEW
    show_cost: bool = False


class NewSlackEndpoint(_NewReviewRequests):
    """A channel of Slack, by its incoming webhook, that is told of each storyboard that waits for review."""

    kind: Literal["slack"]
    url: WebUrl = Field(examples=["https://hooks.slack.com/services/T000/B000/XXXX"])


class NewEmailEndpoint(_NewReviewRequests):
    """Addresses that are mailed for each storyboard that waits for review: `mailto:ann@a.example,bob@a.example`."""

    kind: Literal["email"]
    url: MailUrl = Field(examples=["mailto:ann@acme.example"])


def _kind(value: Any) -> str:
    given = value.get("kind", "webhook") if isinstance(value, dict) else getattr(value, "kind", "webhook")
    return f"{KIND_TAG}{given}"


NewEndpoint = Annotated[
    Annotated[NewWebhook, Tag(f"{KIND_TAG}webhook")]
    | Annotated[NewSlackEndpoint, Tag(f"{KIND_TAG}slack")]
    | Annotated[NewEmailEndpoint, Tag(f"{KIND_TAG}email")],
    Discriminator(_kind, custom_error_type=UNKNOWN_KIND, custom_error_message="there is webhook, slack and email"),
]


class EndpointChanges(Wire):
    """What is to be other than it is. `events`: an empty list is all. An endpoint that is enabled again is sent what
    happens from then on; `POST …/recover` sends what it missed."""

    url: AnyUrl | None = Field(default=None, examples=[EXAMPLE_URL])
    events: EventTypes | None = Field(default=None, examples=[_EXAMPLE_EVENTS])
    description: Name | None = None
    enabled: bool | None = Field(default=None, examples=[True])
    permission: Permission | None = None
    show_cost: bool | None = None


class RecoverOrder(Wire):
    """From when on what did not arrive is sent again."""

    since: Annotated[AwareDatetime, AfterValidator(in_utc)] = Field(examples=["2026-03-02T00:00:00Z"])


class EndpointView(Wire):
    """`clientId` is whose jobs it is told of, null: all clients'. `jobId` is its one job, if it was given with a job.

    `events` that are empty are all. `disabledReason`: `asked` by its client, `failing` for five days, or `gone`, as
    it answered 410. Until `previousSecretUntil` bodies are signed with the secret before as well.
    """

    id: UUID
    kind: EndpointKind
    url: str = Field(examples=[EXAMPLE_URL])
    description: str = Field(examples=["Production"])
    events: tuple[WebhookEventType, ...] = Field(examples=[_EXAMPLE_EVENTS])
    client_id: str | None = Field(examples=["acme"])
    job_id: UUID | None
    enabled: bool = Field(examples=[True])
    disabled_at: UtcTime | None
    disabled_reason: DisabledReason | None = Field(examples=[None])
    failing_since: UtcTime | None
    previous_secret_until: UtcTime | None
    permission: Permission | None = Field(examples=[None])
    show_cost: bool
    created_at: UtcTime
    updated_at: UtcTime


class CreatedEndpointView(EndpointView):
    """`secret` verifies the bodies of a webhook. It is only in this answer; the other kinds have none."""

    secret: str | None = Field(examples=[EXAMPLE_SECRET])


class DeletedEndpointView(Wire):
    id: UUID
    deleted: Literal[True] = True


class DeliveryView(Wire):
    """One event for one endpoint. `messageId` is its `webhook-id`. It is `waiting` for an earlier one of its job;
    `sending`, and tried at `nextAttemptAt`; `delivered`, `failed` for good, or `cancelled` with its endpoint."""

    id: UUID
    message_id: str = Field(examples=["msg_019a9b1e5f007c3a9d5e2f6b8c1d4e70"])
    event_type: WebhookEventType = Field(examples=["job.completed"])
    job_id: UUID | None
    sequence: int | None = Field(examples=[7])
    status: DeliveryStatus = Field(examples=["delivered"])
    attempts: int = Field(examples=[1])
    next_attempt_at: UtcTime | None
    occurred_at: UtcTime
    created_at: UtcTime
    ended_at: UtcTime | None


class AttemptView(Wire):
    """`error` says why it failed; null if it succeeded. `answer` is the beginning of the receiver's answer."""

    number: int
    attempted_at: UtcTime
    duration_ms: int = Field(examples=[84])
    status_code: int | None = Field(examples=[204])
    error: str | None
    answer: str = Field(examples=[""])


class DeliveryLogView(DeliveryView):
    """A delivery with its attempts, oldest first."""

    attempt_log: tuple[AttemptView, ...]


class RecoveredView(Wire):
    """How many deliveries are sent again, or for the first time."""

    recovered: int = Field(examples=[3])


def endpoint_view(endpoint: Endpoint) -> EndpointView:
    return view_of(EndpointView, endpoint, url=endpoint.target, enabled=endpoint.is_enabled)


def created_endpoint_view(endpoint: Endpoint) -> CreatedEndpointView:
    secret = endpoint.secret if endpoint.kind is EndpointKind.WEBHOOK else None
    return view_of(CreatedEndpointView, endpoint_view(endpoint), secret=secret)


def delivery_view(delivery: Delivery) -> DeliveryView:
    return view_of(DeliveryView, delivery)


def delivery_log_view(delivery: Delivery, attempts: tuple[Attempt, ...]) -> DeliveryLogView:
    log = tuple(view_of(AttemptView, attempt) for attempt in attempts)
    return view_of(DeliveryLogView, delivery, attempt_log=log)
