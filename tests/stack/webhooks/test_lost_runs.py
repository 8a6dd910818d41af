"""Deliveries whose runs are lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from domain.webhooks.deliveries import Pacing
from runtime.devstack.temporal import EmbeddedTemporal
from runtime.temporal import connect
from runtime.temporal_client import register_search_attributes
from tests.harness.pipeline import open_vendor_pipeline
from tests.harness.servers.homes import new_home
from tests.harness.servers.webhook_receiver import answer_with
from tests.stack.webhooks.conftest import Webhooks

PACING = Pacing(waits=(timedelta(seconds=4),), late=timedelta(seconds=1))


async def test_an_attempt_that_waits_is_made_although_temporals_database_is_lost(idle_webhooks: Webhooks) -> None:
    webhooks, first = idle_webhooks, idle_webhooks.pipeline
    endpoint = await webhooks.endpoint(events=("job.created",))
    webhooks.receiver.answers = [answer_with(500)]
    first.adapters = replace(first.adapters, pacing=PACING)
    async with first.worker():
        await first.create()
        async with asyncio.timeout(60):
            while not (found := await webhooks.deliveries.listed(endpoint.id, 1)) or not found[0].attempts:
                await asyncio.sleep(0.05)

    with new_home() as home:
        async with EmbeddedTemporal(home) as empty:
            await register_search_attributes(await connect(empty.address, "default"))
            async with open_vendor_pipeline(first.settings, empty.address, first.vendor) as second:
                second.adapters = replace(second.adapters, pacing=PACING)
                async with second.worker():
                    await webhooks.receiver.until(lambda: webhooks.receiver.accepted)

    assert len({got.message_id for got in webhooks.receiver.received}) == 1
