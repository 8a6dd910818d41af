"""Event streams while what they depend on is killed: each follower receives every event once and in order."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import httpx
import psutil
import psycopg
import pytest

from db.connections.engine import connect, migrate
from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.job.model import Job
from runtime.bootstrap import wait_until_up
from runtime.devstack.ports import free_ports
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.service import Program
from tests.harness.event_streams import events_of
from tests.harness.servers.homes import new_home
from tests.unit.domain.jobs import JOB, MODEL_CHOICE, brief

FOLLOWERS = 3
STARTED_WITHIN = 120.0
"""Seconds, on a busy machine."""

PATHS = (f"/api/v3/jobs/{JOB}/events", "/api/v3/events")


@dataclass
class World:
    """A job, the API that its followers are connected to, and the database."""

    postgres: EmbeddedPostgres
    api: Program
    jobs: PostgresJobs
    url: str

    async def change(self, times: int = 5) -> None:
        """Change the job, also if Postgres does not answer yet. Each time it has another event."""

        def another_revision(job: Job, _: object) -> Job:
            return evolve(job, revision=job.revision + 1)

        for _ in range(times):
            await wait_until_up("the database", lambda: self.jobs.change(JOB, another_revision))

    def events(self) -> list[int]:
        with psycopg.connect(self.postgres.url()) as connection:
            return [
                event for (event,) in connection.execute("select id from events where kind <> 'webhook' order by id")
            ]

    async def follow(self, path: str, received: list[int]) -> None:
        """Receive the ids of events for ever, as a browser does."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=30) as http:
            while True:
                try:
                    headers = {"Last-Event-ID": str(received[-1])}
                    async with http.stream("GET", path, headers=headers) as answer:
                        async for event in events_of(answer):
                            received.append(event.id)  # noqa: PERF401  # a stream that breaks has told some
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)

    async def all_received(self, *received: list[int]) -> None:
        """Return when each follower has received the newest event."""
        newest = self.events()[-1]
        async with asyncio.timeout(60):
            while not all(ids[-1] == newest for ids in received):
                await asyncio.sleep(0.05)


@pytest.fixture(scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    (port,) = free_ports(1)
    with new_home() as home:
        async with EmbeddedPostgres(home) as postgres:
            engine = connect(postgres.url())
            await migrate(engine)
            environment = {"DATABASE_URL": postgres.url(), "TEMPORAL_ADDRESS": "127.0.0.1:1"}
            serve = (sys.executable, "-m", "uvicorn", "--factory", "api.app:create_app", "--port", str(port))
            url = f"http://127.0.0.1:{port}"
            folder = tmp_path_factory.mktemp("api")
            api = Program("api", folder, serve, environment, ready_url=f"{url}/healthz")
            jobs = PostgresJobs(engine, lambda _: MODEL_CHOICE)
            await jobs.create(JOB, brief(), [], {})
            await api.start(STARTED_WITHIN)
            yield World(postgres, api, jobs, url)
            await api.stop()
            await engine.dispose()


async def until(lines: AsyncIterator[str], last: str) -> AsyncIterator[str]:
    """The lines up to that one."""
    async for line in lines:
        yield line
        if line == last:
            return


async def the_api_is_killed(world: World) -> None:
    world.api.send(signal.SIGKILL)
    await asyncio.to_thread(world.api.wait)
    await world.change()
    await world.api.start(STARTED_WITHIN)


async def the_api_is_stopped(world: World) -> None:
    world.api.send(signal.SIGTERM)
    await asyncio.to_thread(world.api.wait)
    await world.change()
    await world.api.start(STARTED_WITHIN)


async def postgres_is_killed(world: World) -> None:
    changing = asyncio.create_task(world.change(20))
    world.postgres.send(signal.SIGKILL)
    await asyncio.to_thread(world.postgres.wait)
    await world.postgres.start(STARTED_WITHIN)
    await changing


async def connections_are_ended(world: World) -> None:
    changing = asyncio.create_task(world.change(20))
    while not changing.done():
        with psycopg.connect(world.postgres.url(), autocommit=True) as connection:
            connection.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where backend_type = 'client backend' and pid <> pg_backend_pid()"
            )
        await asyncio.wait([changing], timeout=0.3)
    await changing


async def postgres_is_frozen(world: World) -> None:
    assert world.postgres.pid
    postmaster = psutil.Process(world.postgres.pid)
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        process.suspend()
    changing = asyncio.create_task(world.change())
    await asyncio.wait([changing], timeout=5)
    for process in processes:
        process.resume()
    await changing


FAULTS = [
    the_api_is_killed,
    postgres_is_killed,
    *(
        pytest.param(fault, marks=pytest.mark.thorough)
        for fault in (the_api_is_stopped, connections_are_ended, postgres_is_frozen)
    ),
]


@pytest.mark.parametrize("fault", FAULTS)
async def test_each_follower_receives_every_event_once_and_in_order(
    world: World, fault: Callable[[World], Awaitable[None]]
) -> None:
    before = world.events()
    received = [before[-1:] for _ in range(FOLLOWERS * len(PATHS))]
    followers = [
        asyncio.create_task(world.follow(PATHS[number % len(PATHS)], ids)) for number, ids in enumerate(received)
    ]
    await world.change()
    await world.all_received(*received)
    await fault(world)
    await world.change()
    await world.all_received(*received)
    for follower in followers:
        follower.cancel()
    assert received == [world.events()[len(before) - 1 :]] * len(received)


async def test_a_stream_says_when_the_database_is_away_and_when_it_is_back(world: World) -> None:
    async with (
        httpx.AsyncClient(base_url=world.url, trust_env=False, timeout=60) as http,
        http.stream("GET", PATHS[1]) as answer,
    ):
        lines = answer.aiter_lines()
        await anext(lines)
        await postgres_is_killed(world)
        said = [line async for line in until(lines, ": the database answers again")]
    assert ": the database does not answer" in said


async def test_a_stop_ends_open_streams_and_waits_by_themselves(world: World) -> None:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=world.url, trust_env=False, timeout=60, limits=limits) as http:
        begun = [asyncio.Event() for _ in range(100)]

        async def follow(begun: asyncio.Event) -> int:
            async with http.stream("GET", PATHS[0]) as answer:
                async for _ in answer.aiter_lines():
                    begun.set()
                return answer.status_code

        async def wait() -> int:
            return (await http.get(f"/api/v3/jobs/{JOB}", params={"wait": "60s"})).status_code

        open_requests = [asyncio.create_task(follow(each)) for each in begun]
        open_requests += [asyncio.create_task(wait()) for _ in range(100)]
        await asyncio.gather(*(each.wait() for each in begun))
        # An answer from the same server, after the requests that wait.
        assert (await http.get(f"/api/v3/jobs/{JOB}")).status_code == 200
        world.api.send(signal.SIGTERM)
        # Nothing limits how long the server waits for open requests: it ends because they do.
        assert await asyncio.wait_for(asyncio.to_thread(world.api.wait), 60) in (0, -signal.SIGTERM)
        assert await asyncio.gather(*open_requests) == [200] * len(open_requests)
    await world.api.start(STARTED_WITHIN)
