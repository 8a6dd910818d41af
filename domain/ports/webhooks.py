"""The ports of webhooks: what is to be delivered, the runs that deliver it, and what sends it."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.base import Frozen
from domain.webhooks.deliveries import Attempt, Delivery
from domain.webhooks.endpoints import Endpoint
from domain.webhooks.event_types import WebhookEventType
from domain.webhooks.results import Changes
from domain.webhooks.send_result import SendResult

DeliveryRule = Callable[[Endpoint, Delivery, datetime], Changes]
"""What an attempt changes in an endpoint and a delivery."""


class DeliveryToRun(Frozen):
    """A delivery that is sent, and so needs a run. `client_id` is its endpoint's; None: the endpoint is told of all."""

    id: UUID
    endpoint_id: UUID
    client_id: str | None
    event_type: WebhookEventType


class News(Frozen):
    """What was announced: whether there are events to dispatch, and which deliveries need a run.

    `has_due`: so many that they are not named.
    """

    has_events: bool = False
    has_due: bool = False
    deliveries: frozenset[UUID] = frozenset()


class DeliveryQueue(Protocol):
    """Events that are to become deliveries, and deliveries that are sent. Errors: Transient without the database."""

    async def dispatch(self) -> tuple[Sequence[DeliveryToRun], bool]:
        """Turn some of the events into deliveries. Return those that are sent now, and whether there are more events.

        Without an endpoint that is enabled it writes nothing. It may be called by several at once.
        """

    async def sent(self, deliveries: Collection[UUID]) -> Sequence[DeliveryToRun]:
        """Return those of the deliveries that are sent."""

    async def due(self, late_by: float, limit: int, after: DeliveryToRun | None) -> Sequence[DeliveryToRun]:
        """Return at most `limit` deliveries whose next attempt is late by so many seconds, in the order of their ids.

        `after` is the last one of the page before.
        """

    async def next_due(self) -> float | None:
        """Return the seconds until the next attempt of any delivery, negative if one is late; None if none is sent."""

    async def follow(self, note: Callable[[News], None]) -> None:
        """Call `note` with all that is announced. Never returns."""


class DeliveryRuns(Protocol):
    """The workflow runs of deliveries."""

    async def deliver(self, delivery: DeliveryToRun, *, look_again: bool = False) -> None:
        """Start the delivery's run unless it has one, which is had to look at the delivery again if wanted.

        Errors: Transient.
        """


class ToSend(NamedTuple):
    """What an attempt needs, and the database's time."""

    endpoint: Endpoint
    delivery: Delivery
    now: datetime


class DeliveryRecords(Protocol):
    """Deliveries as their runs see and change them. Errors: Transient without the database."""

    async def to_send(self, delivery_id: UUID) -> ToSend | None:
        """Return the delivery with its endpoint; None if it is gone, or is not sent."""

    async def record(self, delivery_id: UUID, attempt: Attempt, rule: DeliveryRule) -> ToSend | None:
        """Record the attempt and what the rule changes, and send what is next then. None if the delivery is gone.

        A delivery that is not sent any more keeps its status.
        """


class EndpointSender(Protocol):
    """Sends deliveries to endpoints of one kind."""

    async def send(self, to_send: ToSend) -> SendResult:
        """Make one attempt, within timeouts.SEND_WEBHOOK. Raises nothing that the receiver can cause."""
