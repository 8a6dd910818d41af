"""The progress of takes: told live, stored nowhere, and no reason to answer a request that waits."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from uuid import UUID

import httpx
import pytest

from api.container import Container
from db.events import EventFilter, StoredEvent
from domain.job.model import Job
from domain.rules.messages import Cancel, DeleteJob
from domain.rules.purchases import purchasing
from tests.harness.api_bodies import JOBS, created
from tests.harness.event_streams import Received, following, take
from tests.harness.live_api import served
from tests.stack.api.stages import approved


@pytest.fixture
async def live(container: Container) -> AsyncIterator[httpx.AsyncClient]:
    async with served(container) as url, httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        yield client


@asynccontextmanager
async def no_reader(container: Container) -> AsyncIterator[None]:
    """During the block no request that follows events can read from the database."""
    reading = container.feed.reading
    async with AsyncExitStack() as stack:
        while not reading.locked():
            await stack.enter_async_context(reading)
        yield


@pytest.fixture
async def job(live: httpx.AsyncClient, container: Container) -> Job:
    """A job whose first scene is ordered."""
    job_id = UUID((await created(live))["id"])
    take_id = first_take(await approved(container, job_id))
    await container.jobs.change(job_id, lambda job, now: purchasing.claim_order(job, take_id, None, now))
    return await container.jobs.change(job_id, lambda job, _: purchasing.record_order(job, take_id, "order-1"))


def first_take(job: Job) -> UUID:
    take_id = job.active_scenes[0].take_id
    assert take_id
    return take_id


async def newest(live: httpx.AsyncClient) -> int:
    return int((await live.get(JOBS)).headers["Last-Event-ID"])


@pytest.mark.parametrize("path", [f"{JOBS}/{{job}}/events", "/api/v3/events?clientId=acme"])
async def test_reported_progress_reaches_who_follows_and_is_not_kept(
    live: httpx.AsyncClient, container: Container, job: Job, path: str
) -> None:
    await container.jobs.report(first_take(job), 0.25)
    last = await newest(live)
    async with following(live, path.format(job=job.id), last=last) as events:
        (present,) = await take(events, 1)
        await container.jobs.report(first_take(job), 0.5)
        (later,) = await take(events, 1)
    told = {"id": str(job.active_scenes[0].id), "sceneNumber": 1, "status": "processing"}
    for event, progress in ((present, 0.25), (later, 0.5)):
        assert (event.id, event.kind) == (0, "scene")
        assert {name: event.data[name] for name in (*told, "progress")} == {**told, "progress": progress}
    assert await newest(live) == last


async def test_of_many_reports_at_once_the_last_arrives(
    live: httpx.AsyncClient, container: Container, job: Job
) -> None:
    async with following(live, f"{JOBS}/{job.id}/events", last=await newest(live)) as events:
        for percent in range(1, 100):
            await container.jobs.report(first_take(job), percent / 100)
        seen = [0.0]
        while seen[-1] < 0.99:
            (event,) = await take(events, 1)
            seen.append(event.data["progress"])
    assert seen == sorted(set(seen))
    assert len(seen) < 50


async def test_no_progress_of_a_take_is_told_after_its_end(
    live: httpx.AsyncClient, container: Container, job: Job
) -> None:
    seen: list[Received] = []
    async with following(live, f"{JOBS}/{job.id}/events", last=await newest(live)) as events:
        await container.jobs.report(first_take(job), 0.9)
        await container.jobs.apply(job.id, "cancel", Cancel())
        await container.jobs.report(first_take(job), 0.95)
        await container.jobs.apply(job.id, "delete", DeleteJob())
        while not (seen and seen[-1].data.get("deleted")):
            seen += await take(events, 1)
    ended = next(position for position, event in enumerate(seen) if event.data["status"] == "cancelled")
    assert all(event.id for event in seen[ended:])


async def test_progress_that_arrived_before_the_end_of_its_take_was_read_is_not_told(
    live: httpx.AsyncClient, container: Container, job: Job
) -> None:
    feed, told = container.feed, list[StoredEvent]()
    async with following(live, f"{JOBS}/{job.id}/events", last=await newest(live)) as early:
        await container.jobs.report(first_take(job), 0.5)
        await take(early, 1)
        async with aclosing(feed.read(EventFilter(job_id=job.id), 0)) as late:
            async with no_reader(container):
                page = asyncio.ensure_future(anext(late))
                await container.jobs.report(first_take(job), 0.9)
                await take(early, 1)
                await container.jobs.apply(job.id, "cancel", Cancel())
            await container.jobs.apply(job.id, "delete", DeleteJob())
            while not (told and told[-1].data.get("deleted")):
                events = await (page if not told else anext(late))
                assert isinstance(events, Sequence)
                told += events
    assert all(event.id for event in told)


async def test_a_request_that_waits_is_not_answered_for_mere_progress(
    live: httpx.AsyncClient, container: Container, job: Job
) -> None:
    tag = (await live.get(f"{JOBS}/{job.id}")).headers["ETag"]
    waiting = asyncio.create_task(live.get(f"{JOBS}/{job.id}", params={"wait": "60s"}, headers={"If-None-Match": tag}))
    async with following(live, f"{JOBS}/{job.id}/events", last=await newest(live)) as events:
        await container.jobs.report(first_take(job), 0.5)
        await take(events, 1)
    assert not waiting.done()
    await container.jobs.apply(job.id, "cancel", Cancel())
    assert (await waiting).json()["data"]["status"] == "cancelled"


async def test_who_waits_again_is_shown_the_progress_that_was_made_meanwhile(
    live: httpx.AsyncClient, container: Container, job: Job
) -> None:
    async def waited() -> float:
        answer = await live.get(f"{JOBS}/{job.id}", params={"wait": "1s"})
        progress: float = answer.json()["data"]["scenes"][0]["progress"] or 0.0
        return progress

    before = await waited()
    await container.jobs.report(first_take(job), 0.5)
    assert (before, await waited()) == (0.0, 0.5)
