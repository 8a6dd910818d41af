"""A pipeline whose deliveries are tried again soon, and a receiver."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from db.webhooks.deliveries import PostgresDeliveries
from db.webhooks.endpoints import PostgresEndpoints
from domain.base import evolve
from domain.webhooks.deliveries import Pacing
from domain.webhooks.endpoints import Endpoint, secret_of
from tests.harness.pipeline import VendorPipeline
from tests.harness.servers.webhook_receiver import Receiver, receiving
from tests.unit.domain.jobs import NOW

SECRET = secret_of(b"a" * 24)
SOON = timedelta(milliseconds=300)


class Webhooks:
    """The endpoints and deliveries of a pipeline."""

    def __init__(self, pipeline: VendorPipeline, receiver: Receiver) -> None:
        self.pipeline = pipeline
        self.receiver = receiver
        self.endpoints = PostgresEndpoints(pipeline.adapters.engine)
        self.deliveries = PostgresDeliveries(pipeline.adapters.engine)

    async def endpoint(self, **fields: object) -> Endpoint:
        """Add an endpoint at the receiver."""
        target = f"{self.receiver.url}/hook"
        made = Endpoint(id=uuid4(), target=target, secret=SECRET, created_at=NOW, updated_at=NOW)
        return await self.endpoints.add(evolve(made, **fields))


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving(Receiver(SECRET)) as receiver:
        yield receiver


@pytest.fixture
def idle_webhooks(idle_pipeline: VendorPipeline, receiver: Receiver) -> Webhooks:
    """No worker runs yet."""
    pacing = Pacing(waits=(SOON,) * 9, late=timedelta(seconds=1))
    idle_pipeline.adapters = replace(idle_pipeline.adapters, pacing=pacing)
    return Webhooks(idle_pipeline, receiver)


@pytest.fixture
async def webhooks(idle_webhooks: Webhooks) -> AsyncIterator[Webhooks]:
    async with idle_webhooks.pipeline.worker():
        yield idle_webhooks
