"""Make one attempt to send a delivery."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from temporalio import activity

from activities.common.heartbeat import heartbeating
from activities.purchasing.order_once import retry_for
from domain import timeouts
from domain.errors import Transient
from domain.ports.webhooks import DeliveryRecords, EndpointSender, ToSend
from domain.webhooks.deliveries import MAX_ANSWER, WAITS, Attempt, Delivery
from domain.webhooks.endpoints import Endpoint, EndpointKind
from domain.webhooks.results import Changes, after_attempt
from domain.webhooks.send_result import SendOutcome, SendResult

record = retry_for(timeouts.RECORD_DELIVERY)


class DeliverWebhookActivities:
    """`waits` and `chance` are those of `after_attempt`."""

    def __init__(
        self,
        records: DeliveryRecords,
        senders: Mapping[EndpointKind, EndpointSender],
        waits: Sequence[timedelta] = WAITS,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._records = records
        self._senders = senders
        self._waits = waits
        self._chance = chance

    @activity.defn(name="deliver_webhook")
    async def deliver(self, delivery_id: UUID) -> float | None:
        """Make an attempt if it is due. Return the seconds until the next; None when there is none.

        After a crash between sending and recording it is made again: what is sent arrives at least once.
        """
        async with heartbeating():
            found = await self._records.to_send(delivery_id)
            if found is None:
                return None
            if (wait := _seconds_left(found.delivery, found.now)) > 0:
                return wait
            attempt, result = await self._attempt(found)
            chance = self._chance()

            def rule(endpoint: Endpoint, delivery: Delivery, now: datetime) -> Changes:
                return after_attempt(endpoint, delivery, result, now, chance=chance, waits=self._waits)

            after = await record(self._records.record, delivery_id, attempt, rule)
            return None if after is None or after.delivery.is_over else _seconds_left(after.delivery, after.now)

    async def _attempt(self, to_send: ToSend) -> tuple[Attempt, SendResult]:
        began = time.monotonic()
        sender = self._senders.get(to_send.endpoint.kind)
        result = await _sent(sender, to_send)
        is_answered = result.status is not None
        attempt = Attempt(
            delivery_id=to_send.delivery.id,
            number=to_send.delivery.attempts + 1,
            attempted_at=to_send.now,
            duration_ms=round(1_000 * (time.monotonic() - began)),
            status_code=result.status,
            error=None if result.outcome is SendOutcome.SENT else _error(result),
            answer=_stored(result.answer) if is_answered else "",
        )
        return attempt, result


async def _sent(sender: EndpointSender | None, to_send: ToSend) -> SendResult:
    """Send it. Errors: Transient without the database."""
    if sender is None:
        return SendResult(outcome=SendOutcome.FAILED, answer=f"nothing here sends to {to_send.endpoint.kind}")
    try:
        return await sender.send(to_send)
    except Transient:
        raise
    except Exception:  # a bug, or an endpoint that nobody has foreseen: its attempts must end as others do
        activity.logger.exception("delivery %s cannot be sent", to_send.delivery.id)
        return SendResult(outcome=SendOutcome.FAILED, answer="something went wrong on our side")


def _seconds_left(delivery: Delivery, now: datetime) -> float:
    return max((delivery.next_attempt_at - now).total_seconds(), 0.0) if delivery.next_attempt_at else 0.0


def _error(result: SendResult) -> str:
    return _stored(result.answer) if result.status is None else f"answered {result.status}"


def _stored(text: str) -> str:
    """Return the beginning of the text as Postgres can store it."""
    return text.replace("\x00", "")[:MAX_ANSWER]
