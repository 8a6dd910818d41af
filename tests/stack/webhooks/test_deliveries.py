"""Every event arrives at least once, in its job's order, signed, whatever the receiver does."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from domain.base import evolve
from domain.job.model import JobStatus
from domain.webhooks.deliveries import Delivery, DeliveryStatus, Pacing
from domain.webhooks.endpoints import DisabledReason, Endpoint, rotated, secret_of
from domain.webhooks.event_types import WebhookEventType
from tests.harness.servers.webhook_receiver import Answer, answer_with, die_in_the_body, hang
from tests.stack.webhooks.conftest import SECRET, Webhooks

FILM = ["job.created", "storyboard.approved", "scene.completed", "scene.completed", "job.completed"]


async def film(webhooks: Webhooks) -> UUID:
    job = await webhooks.pipeline.create(autoApprove=True)
    await webhooks.pipeline.reach(job, JobStatus.COMPLETED)
    return job


async def over(webhooks: Webhooks, endpoint: Endpoint, count: int) -> list[Delivery]:
    """Wait until so many deliveries are over, and return them, the oldest first."""
    async with asyncio.timeout(60):
        while True:
            found = await webhooks.deliveries.listed(endpoint.id, 100)
            if sum(delivery.is_over for delivery in found) >= count:
                return sorted(found, key=lambda each: each.sequence or 0)
            await asyncio.sleep(0.05)


async def test_all_events_of_a_film_arrive_in_order_and_signed(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint()
    job = await film(webhooks)

    deliveries = await over(webhooks, endpoint, len(FILM))

    got = webhooks.receiver.received
    assert [each.type for each in got] == FILM
    assert [each.sequence for each in got] == [1, 2, 3, 4, 5]
    assert {each.job for each in got} == {str(job)}
    assert webhooks.receiver.unverified == []
    assert [each.message_id for each in got] == [delivery.message_id for delivery in deliveries]


@pytest.mark.parametrize(
    ("failure", "status", "error"),
    [
        (answer_with(500, "no"), 500, "answered 500"),
        (answer_with(302, location="http://127.0.0.1:9/"), 302, "answered 302"),
        (answer_with(429), 429, "answered 429"),
        (die_in_the_body, None, "the connection to"),
    ],
)
async def test_what_is_not_answered_with_success_is_sent_again_under_the_same_id(
    webhooks: Webhooks, failure: Answer, status: int | None, error: str
) -> None:
    endpoint = await webhooks.endpoint()
    webhooks.receiver.answers = [failure, failure]
    await webhooks.pipeline.create()

    delivery, *_ = await over(webhooks, endpoint, 2)

    attempts = await webhooks.deliveries.attempts(delivery.id)
    assert [attempt.status_code for attempt in attempts] == [status, status, 204]
    assert str(attempts[0].error).startswith(error)
    first = [each.message_id for each in webhooks.receiver.received if each.sequence == 1]
    assert first == [delivery.message_id] * 3
    assert [each.sequence for each in webhooks.receiver.received] == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("failure", "failing_for", "reason"), [(410, None, DisabledReason.GONE), (500, 5, DisabledReason.FAILING)]
)
async def test_an_endpoint_that_is_gone_or_fails_for_days_is_disabled_and_the_others_are_told(
    webhooks: Webhooks, failure: int, failing_for: int | None, reason: DisabledReason
) -> None:
    other = f"{webhooks.receiver.url}/other"
    await webhooks.endpoint(client_id="client", target=other, events=(WebhookEventType.WEBHOOK_DISABLED,))
    bad = await webhooks.endpoint(client_id="client", events=(WebhookEventType.JOB_CREATED,))
    if failing_for:
        await webhooks.endpoints.change(bad.id, lambda known, now: failing(known, now, failing_for))
    webhooks.receiver.answers = [answer_with(failure)]
    await webhooks.pipeline.create()

    await webhooks.receiver.until(lambda: len(webhooks.receiver.received) == 2)

    told = webhooks.receiver.received[1]
    assert (told.path, told.type) == ("/other", "webhook.disabled")
    assert told.body["data"] == {"clientId": "client", "endpointId": str(bad.id), "reason": reason.value, "urls": {}}
    assert (await webhooks.endpoints.load(bad.id)).disabled_reason is reason


def failing(known: Endpoint, now: datetime, days: int) -> Endpoint:
    return evolve(known, failing_since=now - timedelta(days=days), failed_at=now - timedelta(hours=1))


async def test_nothing_is_sent_to_an_address_that_is_not_public(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint(target="http://169.254.169.254/latest/meta-data", events=("job.created",))
    await webhooks.pipeline.create()

    (delivery,) = await over(webhooks, endpoint, 1)

    attempts = await webhooks.deliveries.attempts(delivery.id)
    assert delivery.status is DeliveryStatus.FAILED
    assert {str(attempt.error).partition(";")[0] for attempt in attempts} == {
        "nothing is sent to http://169.254.169.254/latest/meta-data: the address 169.254.169.254 is not public"
    }


async def test_a_disabled_endpoint_ends_its_deliveries(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint()
    webhooks.receiver.answers = [answer_with(500)] * 50
    await webhooks.pipeline.create()
    await webhooks.receiver.until(lambda: webhooks.receiver.received)

    await webhooks.endpoints.disable(endpoint.id)

    deliveries = await over(webhooks, endpoint, 1)
    assert {delivery.status for delivery in deliveries} == {DeliveryStatus.CANCELLED}


async def test_a_body_is_signed_with_both_secrets_while_they_are_rotated(webhooks: Webhooks) -> None:
    new = secret_of(b"b" * 24)
    webhooks.receiver.secrets = [SECRET, new]
    endpoint = await webhooks.endpoint()
    await webhooks.endpoints.change(endpoint.id, lambda known, now: rotated(known, new, known.id, now))
    await webhooks.pipeline.create()

    await over(webhooks, endpoint, 1)

    assert webhooks.receiver.unverified == []


async def test_a_receiver_that_hangs_delays_neither_the_job_nor_other_receivers(webhooks: Webhooks) -> None:
    hanging = await webhooks.endpoint(target=f"{webhooks.receiver.url}/hangs", events=("job.created",))
    webhooks.receiver.answers = [hang]
    job = await webhooks.pipeline.create(autoApprove=True)
    await webhooks.receiver.until(lambda: webhooks.receiver.received)
    other = await webhooks.endpoint()

    await webhooks.pipeline.reach(job, JobStatus.COMPLETED)
    await over(webhooks, other, 1)

    (waits,) = await webhooks.deliveries.listed(hanging.id, 10)
    assert waits.status is DeliveryStatus.SENDING


async def test_what_was_given_up_is_sent_again_when_it_is_asked_for(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint(events=("job.created",))
    webhooks.receiver.answers = [answer_with(500)] * 10
    await webhooks.pipeline.create()
    (failed,) = await over(webhooks, endpoint, 1)

    await webhooks.deliveries.redeliver(failed.id)

    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)
    assert failed.status is DeliveryStatus.FAILED
    assert {each.message_id for each in webhooks.receiver.received} == {failed.message_id}


@pytest.mark.parametrize("is_for_one", [True, False])
async def test_a_delivery_that_is_tried_again_in_hours_is_tried_now_when_it_is_asked_for(
    idle_webhooks: Webhooks, is_for_one: bool
) -> None:
    webhooks, hours = idle_webhooks, Pacing(waits=(timedelta(hours=5),))
    webhooks.pipeline.adapters = replace(webhooks.pipeline.adapters, pacing=hours)
    endpoint = await webhooks.endpoint(events=("job.created",))
    webhooks.receiver.answers = [answer_with(500)]
    async with webhooks.pipeline.worker():
        await webhooks.pipeline.create()
        async with asyncio.timeout(60):
            while not (found := await webhooks.deliveries.listed(endpoint.id, 1)) or not found[0].attempts:
                await asyncio.sleep(0.05)

        if is_for_one:
            await webhooks.deliveries.redeliver(found[0].id)
        else:
            assert await webhooks.deliveries.recover(endpoint.id, endpoint.created_at) == 1

        await webhooks.receiver.until(lambda: webhooks.receiver.accepted)


async def test_what_was_missed_while_an_endpoint_was_disabled_can_be_recovered(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint(events=("job.created",))
    await webhooks.endpoints.disable(endpoint.id)
    job = await webhooks.pipeline.create()
    await webhooks.endpoints.enable(endpoint.id)

    count = await webhooks.deliveries.recover(endpoint.id, endpoint.created_at)

    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)
    assert count == 1
    assert [each.job for each in webhooks.receiver.accepted] == [str(job)]


async def test_a_delivery_whose_run_is_gone_gets_another(webhooks: Webhooks) -> None:
    endpoint = await webhooks.endpoint(events=("job.created",))
    webhooks.receiver.answers = [hang]
    await webhooks.pipeline.create()
    await webhooks.receiver.until(lambda: webhooks.receiver.received)
    (delivery,) = await webhooks.deliveries.listed(endpoint.id, 1)

    await webhooks.pipeline.client.get_workflow_handle(f"deliver-{delivery.id}").terminate()

    (arrived,) = await over(webhooks, endpoint, 1)
    assert arrived.status is DeliveryStatus.DELIVERED


async def test_what_happens_while_no_worker_runs_is_delivered_by_the_next(idle_webhooks: Webhooks) -> None:
    endpoint = await idle_webhooks.endpoint(events=("job.created",))
    await idle_webhooks.pipeline.create()

    async with idle_webhooks.pipeline.worker():
        (delivery,) = await over(idle_webhooks, endpoint, 1)

    assert delivery.status is DeliveryStatus.DELIVERED


async def test_without_an_endpoint_events_cause_neither_deliveries_nor_runs(webhooks: Webhooks) -> None:
    await film(webhooks)

    engine = webhooks.pipeline.adapters.engine
    async with engine.connect() as connection:
        rows = (await connection.exec_driver_sql("select count(*) from webhook_deliveries")).scalar_one()
        moved = await connection.exec_driver_sql("select last_event from webhook_cursor")
    assert (rows, moved.scalar_one()) == (0, 0)
