"""What a thousand streams and a thousand waiting requests cost one API process, beside plain requests to it.

The clients are a process of their own. Nothing else happens in the API: no worker runs, events are written here.
"""

import asyncio
import hashlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import httpx
import psutil
import psycopg

from benchmarks import show
from db.connections.engine import connect, migrate
from db.jobs.repository import PostgresJobs
from domain.base import evolve
from domain.brief import Brief
from domain.job.model import Job
from domain.rules.scenes.takes import VideoModelChoice
from runtime.devstack.ports import free_ports
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.service import Program
from tests.harness.servers.homes import new_home

CLIENTS = 1_000
JOBS = 20
SECONDS = float(os.environ.get("BENCH_EVENTS_SECONDS", "120"))
"""For each of the two."""

EVENT_INTERVAL = 2.0
_REQUESTS = 500
_MB = 1e6
_NAMES = UUID(int=7)
_BRIEF = {"context": {"clientId": "bench"}, "adBasics": {"productName": "Morrow", "duration": 6}}
_MODEL = VideoModelChoice(provider="animatic", model="animatic-1", queue="greenlight-render")


def main() -> None:
    asyncio.run(_measure())


async def _measure() -> None:
    async with _stack() as stack:
        request = await stack.cost_of_a_request()
        show("a GET of a job", 1_000 * request, "ms of the API's CPU")
        await _measure_listeners(stack, request)
        await _measure_waits(stack)


async def _measure_listeners(stack: "_Stack", request: float) -> None:
    alone = stack.megabytes()
    async with _clients("listen", stack.url, ["/api/v3/events"]) as clients:
        show(f"{CLIENTS} listeners use", (stack.megabytes() - alone) * 1_000 / CLIENTS, "kB each")
        api, postgres = await stack.shares(SECONDS / 2)
        show("while nothing happens they use", 100 * api, "% of a core in the API")
        show("and", 100 * postgres, "% of a core in Postgres")
        before, first, changes = stack.api_seconds(), stack.events()[-1], int(SECONDS / 2 / EVENT_INTERVAL)
        began = time.monotonic()
        for number in range(changes):
            await stack.change(number % JOBS)
            await asyncio.sleep(max(0.0, began + (number + 1) * EVENT_INTERVAL - time.monotonic()))
        used, passed = stack.api_seconds() - before, time.monotonic() - began
        expected = [event for event in stack.events() if event > first]
        received = await clients.ask(str(expected[-1]))
    idle = api * passed
    delivered = len(expected) * CLIENTS
    show("an event costs for each listener", (used - idle) / delivered / request, "of a GET of a job")
    show("which is", 1e6 * (used - idle) / delivered, "µs of the API's CPU")
    right = hashlib.sha256(json.dumps(expected).encode()).hexdigest()
    show("listeners with every event once and in order", received["received"].get(right, 0), f"of {CLIENTS}")


async def _measure_waits(stack: "_Stack") -> None:
    paths = [f"/api/v3/jobs/{job}" for job in stack.ids]
    async with _clients("wait", stack.url, paths) as clients:
        await asyncio.sleep(5)
        api, postgres = await stack.shares(SECONDS)
        answers = (await clients.ask(""))["answers"]
    show(f"{CLIENTS} that wait for 60 s, and again, use", 100 * api, "% of a core in the API")
    show("and", 100 * postgres, "% of a core in Postgres")
    show("answers meanwhile", sum(answers.values()), f"with status {', '.join(answers)}")


@dataclass(frozen=True)
class _Stack:
    url: str
    api: psutil.Process
    postgres: psutil.Process
    database: str
    jobs: PostgresJobs
    ids: tuple[UUID, ...]

    async def cost_of_a_request(self) -> float:
        """Return the seconds of the API's CPU for a GET of a job."""
        before = self.api_seconds()
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as http:
            for number in range(_REQUESTS):
                (await http.get(f"/api/v3/jobs/{self.ids[number % JOBS]}")).raise_for_status()
        return (self.api_seconds() - before) / _REQUESTS

    async def change(self, number: int) -> None:
        """Change a job. It has another event then."""

        def another_revision(job: Job, _: object) -> Job:
            return evolve(job, revision=job.revision + 1)

        await self.jobs.change(self.ids[number], another_revision)

    def events(self) -> list[int]:
        with psycopg.connect(self.database) as connection:
            return [
                event for (event,) in connection.execute("select id from events where kind <> 'webhook' order by id")
            ]

    def megabytes(self) -> float:
        return float(self.api.memory_info().rss) / _MB

    def api_seconds(self) -> float:
        return _seconds(self.api)

    async def shares(self, seconds: float) -> tuple[float, float]:
        """Return how much of a core the API and Postgres use while nothing is asked of them here."""
        api, postgres, began = self.api_seconds(), self._postgres_seconds(), time.monotonic()
        await asyncio.sleep(seconds)
        passed = time.monotonic() - began
        return (self.api_seconds() - api) / passed, (self._postgres_seconds() - postgres) / passed

    def _postgres_seconds(self) -> float:
        return sum(map(_seconds, (self.postgres, *self.postgres.children())))


def _seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


@asynccontextmanager
async def _stack() -> AsyncIterator[_Stack]:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    with new_home() as home:
        async with EmbeddedPostgres(home) as postgres:
            engine = connect(postgres.url())
            await migrate(engine)
            jobs = PostgresJobs(engine, lambda _: _MODEL)
            ids = tuple(uuid5(_NAMES, str(number)) for number in range(JOBS))
            for job in ids:
                await jobs.create(job, Brief.model_validate(_BRIEF), [], {})
            environment = {"DATABASE_URL": postgres.url(), "TEMPORAL_ADDRESS": "127.0.0.1:1", "API_KEYS": ""}
            serve = ("-m", "uvicorn", "--factory", "api.app:create_app", "--no-access-log", "--port", str(port))
            api = Program("api", home, (sys.executable, *serve), environment, ready_url=f"{url}/healthz")
            await api.start(120)
            assert api.pid
            assert postgres.pid
            yield _Stack(url, psutil.Process(api.pid), psutil.Process(postgres.pid), postgres.url(), jobs, ids)
            await api.stop()
            await engine.dispose()


@dataclass(frozen=True)
class _Clients:
    process: asyncio.subprocess.Process

    async def ask(self, line: str) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n".encode())
        return await self.said()

    async def said(self) -> dict[str, Any]:
        assert self.process.stdout
        said: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return said


@asynccontextmanager
async def _clients(mode: str, url: str, paths: list[str]) -> AsyncIterator[_Clients]:
    """Run the clients. They are connected when the block begins."""
    command = ("-m", "benchmarks.harness.event_clients", mode, url, json.dumps(paths), str(CLIENTS))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdin=pipe, stdout=pipe)
    clients = _Clients(process)
    try:
        await clients.said()
        yield clients
    finally:
        process.kill()
        await process.wait()
