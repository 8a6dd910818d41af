"""Events and waits: a client hears of its own jobs only."""

import asyncio
from collections.abc import AsyncIterator
from time import monotonic
from uuid import UUID

import pytest

from api.container import Container
from tests.harness.api_bodies import JOBS, brief, created
from tests.harness.api_client import Http
from tests.harness.event_streams import events_of, take
from tests.harness.live_api import served
from tests.stack.api.owners.callers import as_shown, client_of, unknown_id
from tests.stack.api.stages import planned

EVENTS = "/api/v3/events"


@pytest.fixture
async def live(container: Container) -> AsyncIterator[Http]:
    async with served(container) as url, Http(base_url=url, trust_env=False, timeout=30) as http:
        yield http


@pytest.mark.parametrize("query", ["", "?clientId=acme"])
async def test_a_stream_of_all_jobs_has_the_events_of_the_callers_jobs_only(live: Http, query: str) -> None:
    acme = await client_of(live, "acme")
    await created(live, context={"clientId": "other"})
    mine = (await created(live))["id"]

    async with live.stream("GET", EVENTS + query, headers={**acme.headers, "Last-Event-ID": "0"}) as answer:
        events = events_of(answer)
        (event,) = await take(events, 1)
        await created(live, context={"clientId": "other"})
        next_of_mine = (await created(live))["id"]
        (later,) = await take(events, 1)

    assert (event.data["jobId"], event.data["clientId"]) == (mine, "acme")
    assert later.data["jobId"] == next_of_mine


async def test_a_stream_of_another_clients_jobs_stays_silent(live: Http) -> None:
    other = await client_of(live, "other")
    await created(live)

    async with live.stream("GET", f"{EVENTS}?clientId=acme", headers={**other.headers, "Last-Event-ID": "0"}) as answer:
        await created(live)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await anext(events_of(answer))

    assert answer.status_code == 200


async def test_a_jobs_stream_is_not_there_for_another_client(live: Http) -> None:
    job, missing = UUID((await created(live))["id"]), unknown_id()
    other = await client_of(live, "other")

    foreign, unknown = [
        as_shown(await other.get(f"{JOBS}/{each}/events", headers={"Last-Event-ID": "1"}), job, missing)
        for each in (job, missing)
    ]

    assert foreign == unknown
    assert foreign[0] == 404


async def test_who_waits_for_another_clients_job_is_told_at_once_that_there_is_none(
    live: Http, container: Container
) -> None:
    acme, other = await client_of(live, "acme"), await client_of(live, "other")
    job, missing = UUID((await acme.created(JOBS, brief()))["id"]), unknown_id()
    await planned(container, job)
    read = await acme.get(f"{JOBS}/{job}?wait=1s")  # the API knows it from now on
    named = {"If-None-Match": read.headers["ETag"]}
    unchanged = await acme.get(f"{JOBS}/{job}?wait=1s", headers=named)

    began = monotonic()
    foreign, unknown = [
        as_shown(await other.get(f"{JOBS}/{each}?wait=20s", headers=named), job, missing) for each in (job, missing)
    ]

    assert unchanged.status_code == 304
    assert foreign == unknown
    assert foreign[0] == 404
    assert monotonic() - began < 10
