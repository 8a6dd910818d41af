"""Deliveries: one event for one endpoint, its attempts, and when the next one is made.

waiting ──▶ sending ──▶ delivered | failed | cancelled
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID, uuid5

from domain.base import Frozen
from domain.webhooks.endpoints import Endpoint
from domain.webhooks.event_types import WebhookEvent, WebhookEventType

MAX_ANSWER: Final = 200
"""Characters that are kept of what an endpoint answers."""


class DeliveryStatus(StrEnum):
    WAITING = "waiting"
    """An earlier event of its job is still to be delivered to the endpoint."""

    SENDING = "sending"
    """Attempts are made."""

    DELIVERED = "delivered"
    FAILED = "failed"
    """All attempts failed."""

    CANCELLED = "cancelled"
    """Its endpoint was disabled, or what it tells is not so any more."""


DELIVERY_OVER = frozenset({DeliveryStatus.DELIVERED, DeliveryStatus.FAILED, DeliveryStatus.CANCELLED})


class Delivery(Frozen):
    """`attempts` counts all that were made, `earlier_attempts` those before it was asked for again."""

    id: UUID
    endpoint_id: UUID
    event_id: int | None = None
    job_id: UUID | None = None
    event_type: WebhookEventType
    sequence: int | None = None
    data: dict[str, Any]
    occurred_at: datetime
    status: DeliveryStatus = DeliveryStatus.WAITING
    attempts: int = 0
    earlier_attempts: int = 0
    next_attempt_at: datetime | None = None
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def message_id(self) -> str:
        """The `webhook-id`: the same in all attempts, also in those that are asked for later."""
        return f"msg_{self.id.hex}"

    @property
    def is_over(self) -> bool:
        return self.status in DELIVERY_OVER


class Attempt(Frozen):
    """One request to an endpoint. `error` is None if it succeeded; `answer` are the first characters of the answer."""

    delivery_id: UUID
    number: int
    attempted_at: datetime
    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    answer: str = ""


def delivery_of(event: WebhookEvent, endpoint: Endpoint, now: datetime) -> Delivery:
    """Return the delivery of the event to the endpoint, waiting. An event of a job has the same one always."""
    when = event.data.get("testId") or event.occurred_at.isoformat()
    what = f"event {event.id}" if event.id is not None else f"{event.type} {when} {event.data}"
    return Delivery(
        id=uuid5(endpoint.id, what),
        endpoint_id=endpoint.id,
        event_id=event.id,
        job_id=event.job_id,
        event_type=event.type,
        sequence=event.sequence,
        data=event.data,
        occurred_at=event.occurred_at,
        created_at=now,
    )


WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""From each failed attempt to the next: Standard Webhooks' own schedule. The first attempt is made at once."""


class Pacing(Frozen):
    """`waits` is from each failed attempt to the next. A delivery whose attempt is late by `late` is given a run again,
    because its run may be gone."""

    waits: tuple[timedelta, ...] = WAITS
    late: timedelta = timedelta(minutes=1)
