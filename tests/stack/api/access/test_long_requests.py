"""Keys that end while a stream or a wait goes on."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from pydantic import SecretStr

from api.container import Container
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.harness.event_streams import events_of, take
from tests.harness.live_api import served
from tests.stack.api.clients.test_keys import ADMIN, KEYS, bearer, make, sign_in


@pytest.fixture
async def live(container: Container) -> AsyncIterator[httpx.AsyncClient]:
    """The administrator, of an API that requires keys."""
    settings = container.settings.model_copy(update={"api_keys": (SecretStr("first-key"),)})
    async with (
        served(replace(container, settings=settings)) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, headers=ADMIN) as client,
    ):
        yield client


@pytest.mark.parametrize("by", ["key", "session"])
async def test_a_stream_tells_nothing_more_and_ends_when_its_key_is_revoked(live: httpx.AsyncClient, by: str) -> None:
    made = await make(live)
    async with httpx.AsyncClient(base_url=live.base_url, trust_env=False) as other:
        headers = bearer(made["key"]) if by == "key" else await sign_in(other, made["key"])
        async with other.stream("GET", "/api/v3/events", headers=headers) as answer:
            events = events_of(answer)
            await created(live)
            assert (await take(events, 1))[0].kind == "job"

            await live.delete(f"{KEYS}/{made['id']}")
            job = await created(live)

            async with asyncio.timeout(20):
                told = [event.data["jobId"] async for event in events]
            assert job["id"] not in told


async def test_the_stream_of_a_key_that_is_good_goes_on(live: httpx.AsyncClient) -> None:
    made = await make(live)
    async with live.stream("GET", "/api/v3/events", headers=bearer(made["key"])) as answer:
        events = events_of(answer)
        ids = {(await created(live))["id"] for _ in range(3)}

        async with asyncio.timeout(20):
            while ids:
                ids -= {(await anext(events)).data["jobId"]}


async def test_who_waits_for_a_change_is_told_nothing_after_its_key_was_revoked(live: httpx.AsyncClient) -> None:
    made, job = await make(live), await created(live)
    path = f"{JOBS}/{job['id']}"
    waiting = asyncio.create_task(live.get(path, params={"wait": "30s"}, headers=bearer(made["key"]), timeout=60))
    async with asyncio.timeout(20):
        while not (await live.get(f"{KEYS}/{made['id']}")).json()["data"]["lastUsedAt"]:
            await asyncio.sleep(0.01)

    await live.delete(f"{KEYS}/{made['id']}")
    await live.delete(path)

    check_problem(await waiting, 401, "unauthorized")
