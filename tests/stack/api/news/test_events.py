"""Live events over a real connection: what happened, what happens, and nothing lost or repeated between."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import text

from api.container import Container
from domain.rules.messages import Cancel
from tests.harness.api_bodies import JOBS, check_problem, created
from tests.harness.event_streams import Received, following, take
from tests.harness.live_api import served
from tests.stack.api.stages import PLAN, planned

EVENTS = "/api/v3/events"


@pytest.fixture
async def live(container: Container) -> AsyncIterator[httpx.AsyncClient]:
    async with served(container) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        yield client


async def until_planned(events: AsyncIterator[Received]) -> list[Received]:
    """The events up to that of the storyboard's last scene."""
    received: list[Received] = []
    async with asyncio.timeout(20):
        async for each in events:
            received.append(each)
            if each.data.get("sceneNumber") == len(PLAN.scenes):
                break
    return received


async def test_a_jobs_stream_tells_what_happened_so_far_and_goes_on(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    async with following(live, f"{JOBS}/{job}/events") as events:
        (first,) = await take(events, 1)
        assert (first.kind, first.data["status"], first.data["jobId"]) == ("job", "pending", str(job))
        await planned(container, job)
        later = await until_planned(events)
    assert {each.kind for each in later} == {"job", "scene"}
    ids = [first.id, *(each.id for each in later)]
    assert ids == sorted(set(ids))


async def test_a_stream_that_is_resumed_repeats_nothing_and_leaves_nothing_out(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    await planned(container, job)
    path = f"{JOBS}/{job}/events"
    async with following(live, path) as events:
        everything = await until_planned(events)
    for seen in everything[:-1]:
        async with following(live, path, last=seen.id) as events:
            rest = await until_planned(events)
        assert rest == [each for each in everything if each.id > seen.id]


@pytest.mark.parametrize("path", [f"{JOBS}/{{job}}", JOBS])
async def test_a_stream_that_goes_on_from_what_was_read_misses_nothing(
    live: httpx.AsyncClient, container: Container, path: str
) -> None:
    job = UUID((await created(live))["id"])
    async with following(live, f"{JOBS}/{job}/events") as events:
        await take(events, 1)
    read = await live.get(path.format(job=job))
    await planned(container, job)
    async with following(live, EVENTS, last=int(read.headers["Last-Event-ID"])) as events:
        later = await until_planned(events)
    assert later[0].data["status"] == "generating_scenes"


async def test_the_stream_of_a_client_has_the_events_of_its_jobs_only(live: httpx.AsyncClient) -> None:
    async with following(live, f"{EVENTS}?clientId=acme", last=0) as events:
        await created(live, context={"clientId": "another"})
        job = (await created(live))["id"]
        (event,) = await take(events, 1)
    assert (event.data["jobId"], event.data["clientId"]) == (job, "acme")


async def test_without_a_last_event_the_stream_of_all_jobs_begins_now(
    live: httpx.AsyncClient, container: Container
) -> None:
    earlier = UUID((await created(live))["id"])
    async with following(live, EVENTS) as events:
        reading = asyncio.create_task(take(events, 1))
        while not reading.done():  # a change that is made before the stream has begun is not in it
            await container.jobs.change(earlier, lambda job, _: job.model_copy(update={"revision": job.revision + 1}))
            await asyncio.wait([reading], timeout=0.1)
    (event,) = await reading
    assert event.data["storyboardRevision"] > 1


async def test_no_event_is_lost_when_the_connection_that_listens_is(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    async with following(live, f"{JOBS}/{job}/events") as events:
        await take(events, 1)
        async with container.engine.begin() as connection:
            ended = await connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'")
            )
            assert ended.all()
        await planned(container, job)
        assert [each.kind for each in await until_planned(events)][-1] == "scene"


async def test_more_events_than_are_kept_for_a_slow_reader_all_arrive(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    async with following(live, f"{JOBS}/{job}/events") as events:
        (first,) = await take(events, 1)
        async with container.engine.begin() as connection:
            await connection.execute(
                text(
                    "insert into events (job_id, kind, data, created_at) "
                    "select :job, 'scene', json_build_object('n', n), now() from generate_series(1, 2500) as n"
                ),
                {"job": job},
            )
        received = await take(events, 2500)
    assert [each.data["n"] for each in received] == list(range(1, 2501))
    assert received[0].id > first.id


async def test_a_wait_is_answered_when_the_job_changes(live: httpx.AsyncClient, container: Container) -> None:
    job = UUID((await created(live))["id"])
    seen = {"If-None-Match": (await live.get(f"{JOBS}/{job}")).headers["ETag"]}
    waiting = asyncio.create_task(live.get(f"{JOBS}/{job}", params={"wait": "60s"}, headers=seen))
    await container.jobs.apply(job, "cancel", Cancel())
    assert (await waiting).json()["data"]["status"] == "cancelled"


async def test_a_wait_asks_the_database_nothing_while_nothing_happens(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    statements: list[str] = []

    def record(*call: Any) -> None:
        statements.append(call[2])

    sqlalchemy_event.listen(container.engine.sync_engine, "before_cursor_execute", record)
    try:
        for seconds in ("0s", "2s"):
            statements.append(seconds)
            await live.get(f"{JOBS}/{job}", params={"wait": seconds})
    finally:
        sqlalchemy_event.remove(container.engine.sync_engine, "before_cursor_execute", record)
    at_once, waited = " ".join(statements).split("2s")
    assert waited.count("jobs.version") <= 2 * at_once.count("jobs.version") + 1


async def test_who_missed_events_that_are_not_kept_any_more_is_told_so(
    live: httpx.AsyncClient, container: Container
) -> None:
    job = UUID((await created(live))["id"])
    path = f"{JOBS}/{job}/events"
    async with following(live, path) as events:
        (first,) = await take(events, 1)
    async with container.engine.begin() as connection:
        await connection.execute(text("update events set created_at = now() - interval '31 days'"))
    async with following(live, path, last=first.id) as events:
        (reset,) = await take(events, 1)
        await planned(container, job)
        later = await until_planned(events)
    assert (reset.kind, reset.id, later[0].data["status"]) == ("reset", first.id, "generating_scenes")


async def test_an_id_of_another_database_is_answered_with_a_reset(live: httpx.AsyncClient) -> None:
    job = (await created(live))["id"]
    async with following(live, f"{JOBS}/{job}/events", last=2**62) as events:
        (reset,) = await take(events, 1)
    assert (reset.kind, reset.id) == ("reset", int((await live.get(JOBS)).headers["Last-Event-ID"]))


async def test_a_stream_is_not_kept_by_proxies_and_says_when_to_connect_again(live: httpx.AsyncClient) -> None:
    job = (await created(live))["id"]
    async with live.stream("GET", f"{JOBS}/{job}/events") as answer:
        lines = answer.aiter_lines()
        name, milliseconds = (await anext(lines)).split(": ")
    assert (answer.headers["Cache-Control"], answer.headers["X-Accel-Buffering"]) == ("no-cache", "no")
    assert name == "retry"
    assert 1000 <= int(milliseconds) <= 2000


async def test_head_of_a_stream_ends_at_once(live: httpx.AsyncClient) -> None:
    answer = await live.head(EVENTS)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")


async def test_a_page_that_is_signed_in_follows_by_its_cookie(container: Container) -> None:
    keys = container.settings.model_copy(update={"api_keys": (SecretStr("key"),)})
    async with served(replace(container, settings=keys)) as url, httpx.AsyncClient(base_url=url) as page:
        assert (await page.get(EVENTS)).status_code == 401
        assert (await page.post("/api/v3/session", json={"key": "key"})).status_code == 200
        async with following(page, EVENTS) as events:
            assert events


@pytest.mark.parametrize("last", ["x", "-1", "1.5", "9" * 30, "9" * 5000, "²"])
async def test_an_id_that_is_no_events_is_refused(live: httpx.AsyncClient, last: str) -> None:
    check_problem(await live.get(EVENTS, params={"lastEventId": last}), 422, "invalid")


async def test_a_job_that_does_not_exist_has_no_stream(live: httpx.AsyncClient) -> None:
    check_problem(await live.get(f"{JOBS}/{UUID(int=7)}/events"), 404, "not_found")
