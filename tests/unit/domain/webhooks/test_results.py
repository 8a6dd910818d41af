"""What an attempt changes, without a server."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.base import evolve
from domain.webhooks.deliveries import WAITS, Delivery, DeliveryStatus, delivery_of
from domain.webhooks.endpoints import DisabledReason, Endpoint
from domain.webhooks.event_types import WebhookEvent, WebhookEventType
from domain.webhooks.results import Changes, after_attempt
from domain.webhooks.send_result import SendOutcome, SendResult
from tests.unit.domain.jobs import JOB, NOW, some_id

SENT = SendResult(outcome=SendOutcome.SENT, status=204)
FAILED = SendResult(outcome=SendOutcome.FAILED, status=500)
GONE = SendResult(outcome=SendOutcome.GONE, status=410)
REFUSED = SendResult(outcome=SendOutcome.REFUSED)
EVENT = WebhookEvent(
    id=7, type=WebhookEventType.JOB_CREATED, job_id=JOB, client_id="client", sequence=1, data={}, occurred_at=NOW
)


def endpoint(**fields: Any) -> Endpoint:
    made = Endpoint(id=uuid4(), target="https://example.com", secret="whsec_AAAA", created_at=NOW, updated_at=NOW)
    return evolve(made, **fields)


def sending(**fields: Any) -> Delivery:
    sent = {"status": DeliveryStatus.SENDING, "next_attempt_at": NOW}
    return evolve(delivery_of(EVENT, endpoint(), NOW), **(sent | fields))


def attempt(result: SendResult = FAILED, at: timedelta = timedelta(), **fields: Any) -> Changes:
    return after_attempt(endpoint(**fields), sending(), result, NOW + at)


def test_the_waits_are_those_of_standard_webhooks() -> None:
    hours = [wait.total_seconds() / 3600 for wait in WAITS]

    assert hours == pytest.approx([5 / 3600, 5 / 60, 0.5, 2, 5, 10, 14, 20, 24])


def test_ten_attempts_are_made_and_no_more() -> None:
    known, delivery = endpoint(), sending()
    now, waits = NOW, list[timedelta]()
    while delivery.status is DeliveryStatus.SENDING:
        known, delivery = after_attempt(known, delivery, FAILED, now)
        if delivery.next_attempt_at:
            waits.append(delivery.next_attempt_at - now)
            now = delivery.next_attempt_at

    assert waits == list(WAITS)
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.FAILED, 10)
    assert known.is_enabled


def test_jitter_only_lengthens_a_wait_by_a_tenth_at_most() -> None:
    longest = after_attempt(endpoint(), sending(), FAILED, NOW, chance=1.0).delivery.next_attempt_at

    assert longest == NOW + timedelta(seconds=5.5)


@pytest.mark.parametrize(
    ("asked_for", "wait"),
    [
        (timedelta(seconds=2), timedelta(seconds=5)),
        (timedelta(hours=1), timedelta(hours=1)),
        (timedelta(days=400), timedelta(hours=24)),
    ],
)
def test_retry_after_delays_an_attempt_by_a_day_at_most(asked_for: timedelta, wait: timedelta) -> None:
    result = SendResult(outcome=SendOutcome.FAILED, status=503, retry_after=asked_for)

    assert attempt(result).delivery.next_attempt_at == NOW + wait


def test_what_arrived_is_over_and_ends_the_endpoints_failures() -> None:
    after = attempt(SENT, failing_since=NOW, failed_at=NOW)

    assert after.delivery.status is DeliveryStatus.DELIVERED
    assert after.delivery.ended_at == NOW
    assert (after.endpoint.failing_since, after.endpoint.failed_at) == (None, None)


def test_an_endpoint_that_is_gone_is_disabled_at_once() -> None:
    after = attempt(GONE)

    assert after.endpoint.disabled_reason is DisabledReason.GONE
    assert after.delivery.status is DeliveryStatus.FAILED


def test_what_is_refused_is_not_tried_again() -> None:
    after = attempt(REFUSED)

    assert after.endpoint.is_enabled
    assert after.delivery.status is DeliveryStatus.FAILED


def test_an_endpoint_that_fails_for_five_days_is_disabled() -> None:
    failing: dict[str, Any] = {"failing_since": NOW - timedelta(days=5), "failed_at": NOW - timedelta(hours=26)}

    assert attempt(at=-timedelta(seconds=1), **failing).endpoint.is_enabled
    assert attempt(**failing).endpoint.disabled_reason is DisabledReason.FAILING


def test_a_failure_days_after_another_begins_anew() -> None:
    after = attempt(failing_since=NOW - timedelta(days=9), failed_at=NOW - timedelta(days=6))

    assert after.endpoint.is_enabled
    assert after.endpoint.failing_since == NOW


def test_a_delivery_that_is_asked_for_again_has_all_its_attempts_again() -> None:
    after = after_attempt(endpoint(), sending(attempts=10, earlier_attempts=10), FAILED, NOW)

    assert after.delivery.next_attempt_at == NOW + timedelta(seconds=5)


def test_an_event_has_the_same_delivery_to_an_endpoint_always() -> None:
    known = endpoint()

    assert delivery_of(EVENT, known, NOW) == delivery_of(EVENT, known, NOW)
    assert delivery_of(EVENT, known, NOW).id != delivery_of(EVENT, endpoint(), NOW).id


@pytest.mark.parametrize(
    ("fields", "wants"),
    [
        ({}, True),
        ({"events": (WebhookEventType.JOB_CREATED,)}, True),
        ({"events": (WebhookEventType.JOB_FAILED,)}, False),
        ({"client_id": "client"}, True),
        ({"client_id": "other"}, False),
        ({"job_id": JOB}, True),
        ({"job_id": some_id("another job")}, False),
        ({"after_event": 6}, True),
        ({"after_event": 7}, False),
        ({"disabled_at": NOW}, False),
    ],
    ids=str,
)
def test_an_endpoint_is_sent_what_it_asked_for(fields: dict[str, Any], wants: bool) -> None:
    assert endpoint(**fields).wants(EVENT) is wants


def test_what_is_not_so_any_more_ends_without_being_a_failure_of_the_endpoint() -> None:
    after = attempt(SendResult(outcome=SendOutcome.MOOT, answer="nobody is asked"))

    assert (after.delivery.status, after.delivery.attempts) == (DeliveryStatus.CANCELLED, 1)
    assert after.endpoint.failing_since is None
