"""Where a worker is killed while it sends webhooks: each endpoint lists its kills in its description."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from db.webhooks.deliveries import PostgresDeliveries
from db.webhooks.endpoints import PostgresEndpoints
from db.webhooks.queue import PostgresDeliveryQueue
from domain.ports.webhooks import DeliveryToRun, EndpointSender, ToSend
from domain.webhooks.deliveries import Pacing
from domain.webhooks.send_result import SendResult
from runtime.container import Adapters
from tests.chaos.killing.kills import KILLS, Kill, Killer, Kills

OF_DISPATCHER = (
    Kill(name="dispatcher-begins", victim="worker", point="dispatch_webhooks begins"),
    Kill(name="dispatcher-dispatched", victim="worker", point="dispatched"),
    Kill(name="dispatcher-reads", victim="worker", point="announced"),
)
"""Kills that belong to no endpoint. The second and third are reached only where there are endpoints."""

PACING = Pacing(waits=(timedelta(seconds=0.5),) * 9, late=timedelta(seconds=5))


def with_killed_webhooks(made: Adapters, killer: Killer) -> Adapters:
    """Return adapters that are killed, and try again soon."""
    senders = {kind: KilledSender(sender, killer) for kind, sender in made.senders.items()}
    queue = KilledQueue(made.engine, made.delivery_queue.url)
    queue.killers.append(killer)
    return replace(made, senders=senders, delivery_queue=queue, pacing=PACING)


async def kills_of_delivery(engine: AsyncEngine, delivery_id: UUID) -> Kills:
    delivery = await PostgresDeliveries(engine).load(delivery_id)
    return kills_of(await PostgresEndpoints(engine).load(delivery.endpoint_id))


def kills_of(endpoint: object) -> Kills:
    description = getattr(endpoint, "description", "")
    return KILLS.validate_json(description) if description else ()


class KilledSender(EndpointSender):
    """Kills the worker before a request is sent, and when it was answered but that is not recorded."""

    def __init__(self, sender: EndpointSender, killer: Killer) -> None:
        self._sender = sender
        self._killer = killer

    async def send(self, to_send: ToSend) -> SendResult:
        kills = kills_of(to_send.endpoint)
        await self._killer.kill_at(kills, "about to be sent")
        result = await self._sender.send(to_send)
        await self._killer.kill_at(kills, f"answered, {result.outcome}")
        return result


class KilledQueue(PostgresDeliveryQueue):
    """Kills the worker when deliveries are written and none has a run, and when one is read to be given a run."""

    killers: list[Killer] = []

    async def dispatch(self) -> tuple[Sequence[DeliveryToRun], bool]:
        deliveries, has_more = await super().dispatch()
        if deliveries:
            await self.killers[0].kill_at(OF_DISPATCHER, "dispatched")
        return deliveries, has_more

    async def sent(self, deliveries: Collection[UUID]) -> Sequence[DeliveryToRun]:
        await self.killers[0].kill_at(OF_DISPATCHER, "announced")
        return await super().sent(deliveries)
