"""What an attempt changes: the delivery's status, when it is tried again, and whether its endpoint is disabled."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from domain.base import evolve
from domain.webhooks.deliveries import WAITS, Delivery, DeliveryStatus
from domain.webhooks.endpoints import DisabledReason, Endpoint, disabled
from domain.webhooks.event_types import WebhookEvent, WebhookEventType
from domain.webhooks.send_result import SendOutcome, SendResult

FAILING_FOR: Final = timedelta(days=5)
"""An endpoint at which all attempts fail for so long is disabled."""

FORGET_FAILURES_AFTER: Final = timedelta(hours=36)
"""Failures further apart than any wait between two attempts are not the same failure."""

JITTER: Final = 0.1
"""The part by which a wait is longer at most, so that what failed at once is not tried again at once."""

LONGEST_RETRY_AFTER: Final = timedelta(hours=24)
"""The most that an endpoint's Retry-After delays an attempt."""


class Changes(NamedTuple):
    endpoint: Endpoint
    delivery: Delivery


def after_attempt(
    endpoint: Endpoint,
    delivery: Delivery,
    result: SendResult,
    now: datetime,
    *,
    chance: float = 0.0,
    waits: Sequence[timedelta] = WAITS,
) -> Changes:
    """Return the endpoint and the delivery after an attempt. `chance`, from 0 to 1, chooses the jitter."""
    delivery = evolve(delivery, attempts=delivery.attempts + 1)
    if result.outcome is SendOutcome.SENT:
        return Changes(_recovered(endpoint), _ended(delivery, DeliveryStatus.DELIVERED, now))
    if result.outcome is SendOutcome.MOOT:
        return Changes(endpoint, _ended(delivery, DeliveryStatus.CANCELLED, now))
    endpoint = _failed(endpoint, now)
    if result.outcome is SendOutcome.GONE:
        endpoint = disabled(endpoint, DisabledReason.GONE, now)
    elif endpoint.failing_since is not None and now - endpoint.failing_since >= FAILING_FOR:
        endpoint = disabled(endpoint, DisabledReason.FAILING, now)
    tried = delivery.attempts - delivery.earlier_attempts
    if result.outcome is SendOutcome.REFUSED or not endpoint.is_enabled or tried > len(waits):
        return Changes(endpoint, _ended(delivery, DeliveryStatus.FAILED, now))
    wait = waits[tried - 1] * (1 + JITTER * chance)
    asked_for = min(result.retry_after or timedelta(), LONGEST_RETRY_AFTER)
    return Changes(endpoint, evolve(delivery, next_attempt_at=now + max(wait, asked_for)))


def disabled_event(endpoint: Endpoint) -> WebhookEvent:
    """Return the event that tells of an endpoint that was disabled because of its failures."""
    assert endpoint.disabled_at is not None
    assert endpoint.disabled_reason is not None
    return WebhookEvent(
        type=WebhookEventType.WEBHOOK_DISABLED,
        client_id=endpoint.client_id,
        data={
            "clientId": endpoint.client_id,
            "endpointId": str(endpoint.id),
            "reason": endpoint.disabled_reason.value,
        },
        occurred_at=endpoint.disabled_at,
    )


def is_told_of(other: Endpoint, disabled_one: Endpoint, event: WebhookEvent) -> bool:
    """Return whether an endpoint is told that another was disabled: those of a client's own, and of no single job."""
    is_of_client = other.client_id in (None, disabled_one.client_id)
    return other.id != disabled_one.id and other.job_id is None and is_of_client and other.wants(event)


def event_of_test(event_id: UUID, endpoint: Endpoint, now: datetime) -> WebhookEvent:
    """Return an event that tells of nothing. Each id is another one."""
    return WebhookEvent(
        type=WebhookEventType.WEBHOOK_TEST,
        client_id=endpoint.client_id,
        data={"clientId": endpoint.client_id, "testId": str(event_id)},
        occurred_at=now,
    )


def _ended(delivery: Delivery, status: DeliveryStatus, now: datetime) -> Delivery:
    return evolve(delivery, status=status, next_attempt_at=None, ended_at=now)


def _recovered(endpoint: Endpoint) -> Endpoint:
    return evolve(endpoint, failing_since=None, failed_at=None) if endpoint.failing_since else endpoint


def _failed(endpoint: Endpoint, now: datetime) -> Endpoint:
    is_same = endpoint.failed_at is not None and now - endpoint.failed_at <= FORGET_FAILURES_AFTER
    return evolve(endpoint, failing_since=endpoint.failing_since if is_same else now, failed_at=now)
