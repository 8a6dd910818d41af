"""The ten attempts of a delivery over three days, on a Temporal server that skips time."""

import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from activities.webhooks.deliver import DeliverWebhookActivities
from domain.base import evolve
from domain.ports.webhooks import DeliveryRecords, DeliveryRule, EndpointSender, ToSend
from domain.task_queues import MAIN_QUEUE, WEBHOOK_QUEUE
from domain.webhooks.deliveries import WAITS, Attempt, Delivery, DeliveryStatus, delivery_of
from domain.webhooks.endpoints import Endpoint, EndpointKind, secret_of
from domain.webhooks.event_types import WebhookEvent, WebhookEventType
from domain.webhooks.send_result import SendOutcome, SendResult
from runtime.temporal import GreenlightPlugin
from tests.unit.domain.jobs import NOW
from workflows.webhooks import DeliverWebhookWorkflow

SERVER = str(Path(sys.executable).with_name("temporal-test-server"))
SECONDS = 5.0
"""What the server and the worker may add to a wait."""


class Row(DeliveryRecords):
    """One delivery, whose clock is the server's that skips time."""

    def __init__(self, env: WorkflowEnvironment, endpoint: Endpoint, delivery: Delivery) -> None:
        self.attempts: list[datetime] = []
        self.delivery = delivery
        self._env = env
        self._endpoint = endpoint

    async def to_send(self, _: UUID) -> ToSend | None:
        is_sent = self.delivery.status is DeliveryStatus.SENDING
        return ToSend(self._endpoint, self.delivery, await self._env.get_current_time()) if is_sent else None

    async def record(self, _: UUID, attempt: Attempt, rule: DeliveryRule) -> ToSend | None:
        now = await self._env.get_current_time()
        self.attempts.append(attempt.attempted_at)
        self._endpoint, self.delivery = rule(self._endpoint, self.delivery, now)
        return ToSend(self._endpoint, self.delivery, now)


class Deaf(EndpointSender):
    async def send(self, _: ToSend) -> SendResult:
        return SendResult(outcome=SendOutcome.FAILED, status=500)


def row_in(env: WorkflowEnvironment, now: datetime) -> Row:
    endpoint = Endpoint(
        id=uuid4(), target="https://example.com", secret=secret_of(b"x" * 24), created_at=NOW, updated_at=NOW
    )
    event = WebhookEvent(type=WebhookEventType.WEBHOOK_TEST, data={}, occurred_at=now)
    sending = {"status": DeliveryStatus.SENDING, "next_attempt_at": now}
    return Row(env, endpoint, evolve(delivery_of(event, endpoint, now), **sending))


async def start(env: WorkflowEnvironment, row: Row) -> WorkflowHandle[DeliverWebhookWorkflow, None]:
    return await env.client.start_workflow(
        DeliverWebhookWorkflow.run, str(row.delivery.id), id=f"deliver-{row.delivery.id}", task_queue=MAIN_QUEUE
    )


@pytest.mark.parametrize("chance", [0.0, 1.0])
async def test_a_deaf_receiver_gets_ten_attempts_at_the_times_that_are_promised(chance: float) -> None:
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=SERVER, plugins=[GreenlightPlugin(sandboxed=True)]
    ) as env:
        row = row_in(env, await env.get_current_time())
        deliver = DeliverWebhookActivities(row, {EndpointKind.WEBHOOK: Deaf()}, chance=lambda: chance).deliver
        async with (
            Worker(env.client, task_queue=MAIN_QUEUE, workflows=[DeliverWebhookWorkflow]),
            Worker(env.client, task_queue=WEBHOOK_QUEUE, activities=[deliver]),
        ):
            await (await start(env, row)).result()

    waits = [(later - sooner).total_seconds() for sooner, later in zip(row.attempts, row.attempts[1:], strict=False)]
    promised = [wait.total_seconds() * (1 + 0.1 * chance) for wait in WAITS]
    assert waits == pytest.approx(promised, abs=SECONDS)
    assert all(wait >= at_least.total_seconds() for wait, at_least in zip(waits, WAITS, strict=True))
    assert row.delivery.status is DeliveryStatus.FAILED


async def test_a_run_that_begins_before_the_attempt_is_due_waits_for_it() -> None:
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=SERVER, plugins=[GreenlightPlugin(sandboxed=True)]
    ) as env:
        began = await env.get_current_time()
        row = row_in(env, began)
        row.delivery = evolve(row.delivery, next_attempt_at=began + timedelta(hours=14))
        deliver = DeliverWebhookActivities(row, {EndpointKind.WEBHOOK: Deaf()}, waits=()).deliver
        async with (
            Worker(env.client, task_queue=MAIN_QUEUE, workflows=[DeliverWebhookWorkflow]),
            Worker(env.client, task_queue=WEBHOOK_QUEUE, activities=[deliver]),
        ):
            await (await start(env, row)).result()

    (attempt,) = row.attempts
    assert timedelta(hours=14) <= attempt - began < timedelta(hours=14, seconds=SECONDS)
