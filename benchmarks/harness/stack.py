"""A whole stack to measure: embedded Temporal and Postgres, worker and API, and Replicate by a simulator beside them.

Jobs have scenes of about 1.5 s at 720p, without voice-over and music, which `bench_sound` measures apart; a template
writes their storyboards, and they are approved over HTTP.
Benchmarks that count CPU learn how jobs stand from one small statement, four times a second, not through the API.
"""

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import httpx
import psycopg

from benchmarks import note
from benchmarks.harness.processes import Cpu, cpu_of, megabytes_of
from benchmarks.harness.simulator import Simulator, running_simulator
from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home, Stack
from runtime.devstack.ports import free_port_variables
from runtime.temporal import connect

SCENE_SECONDS = 1.5
IN_REVIEW, COMPLETED = "storyboard_review", "completed"

_AT_ONCE = 20
_LIMITS = httpx.Limits(keepalive_expiry=2)
"""The API closes a connection that is idle for 5 s, at worst while a request is sent over it."""

_TRIES = 100
_POLL_INTERVAL = 0.25
UNSET = (
    "API_KEYS",
    "DATABASE_URL",
    "TEMPORAL_ADDRESS",
    "AI_PROVIDER",
    "IMAGE_PROVIDER",
    "S3_BUCKET_NAME",
    "PUBLIC_URL",
)
"""Settings of the caller's environment that would change what is measured."""


@dataclass
class BenchStack:
    """A running stack. `scenes` is the number of scenes of each of its jobs."""

    home: Home
    http: httpx.AsyncClient
    vendor: Simulator
    database: psycopg.AsyncConnection[Any]
    scenes: int
    _polls: int = 0

    @property
    def addresses(self) -> Stack:
        stack = self.home.stack()
        assert stack is not None, "the stack has ended"
        return stack

    def cpu(self) -> Cpu:
        return cpu_of(self.addresses.pids)

    def megabytes(self) -> dict[str, float]:
        return megabytes_of(self.addresses.pids)

    async def cpu_of_nothing(self, seconds: float) -> Cpu:
        """Return the CPU seconds of each second in a time in which nothing is asked of the stack."""
        before, began = self.cpu(), time.monotonic()
        await asyncio.sleep(seconds)
        return (self.cpu() - before) / (time.monotonic() - began)

    async def transactions(self) -> int:
        """Return how many transactions Postgres has committed and rolled back, without those of `until`."""
        counted = await self.database.execute(
            "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()"
        )
        ((count,),) = await counted.fetchall()
        return int(count) - self._polls

    async def temporal_events(self, began: datetime) -> int:
        """Return the length of the histories of all workflows that were started since then."""
        client = await connect(self.addresses.temporal_address, self.addresses.temporal_namespace)
        since = began.astimezone(UTC).isoformat()
        return sum([each.history_length async for each in client.list_workflows(f"StartTime >= '{since}'")])

    async def create(self) -> tuple[str, str]:
        """Return the id of a new job, and its ETag."""
        answer = await self.http.post("/api/v3/jobs", json=self._brief())
        return data_of(answer)["id"], answer.headers.get("ETag", "")

    async def create_many(self, count: int) -> list[str]:
        return [job for job, _ in await at_once([self.create] * count)]

    async def approve(self, job: str) -> None:
        await self.act(job, "approve_storyboard")

    async def cancel(self, job: str) -> None:
        await self.act(job, "cancel")

    async def act(self, job: str, action: str, pause: float = 0.2) -> None:
        """Act on the job, again with the same key after each 503, as a client does when the stack is busy."""
        headers = {"Idempotency-Key": str(uuid4())}
        for _ in range(_TRIES):
            answer = await self.http.post(f"/api/v3/jobs/{job}/actions", json={"action": action}, headers=headers)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            await asyncio.sleep(pause)
        data_of(answer)

    async def approve_many(self, jobs: Sequence[str]) -> None:
        await at_once([lambda job=job: self.approve(job) for job in jobs])

    async def see(self, job: str, status: str) -> None:
        """Wait as a client does, by long polls, until the job has the status."""
        path = f"/api/v3/jobs/{job}"
        answer = await self.http.get(path)
        while (found := data_of(answer)["status"]) != status:
            if found in ("failed", "cancelled"):
                raise RuntimeError(f"Job {job} is {found}")
            etag = answer.headers["ETag"]
            while True:
                answer = await self.http.get(path, params={"wait": "30s"}, headers={"If-None-Match": etag})
                if answer.status_code != httpx.codes.NOT_MODIFIED:
                    break

    async def until(self, jobs: Sequence[str], status: str, within: float = 900.0) -> None:
        """Wait until all the jobs have the status."""
        async with asyncio.timeout(within):
            while True:
                self._polls += 1
                found = dict(
                    await (
                        await self.database.execute(
                            "select status, count(*) from jobs where id = any(%s::uuid[]) group by 1", [list(jobs)]
                        )
                    ).fetchall()
                )
                if found.get(status) == len(jobs):
                    return
                if found.get("failed"):
                    raise RuntimeError(f"Jobs failed: {found}")
                await asyncio.sleep(_POLL_INTERVAL)

    def _brief(self) -> dict[str, Any]:
        return {
            "context": {"clientId": "bench"},
            "adBasics": {"productName": "Morrow", "duration": max(5.0, self.scenes * SCENE_SECONDS)},
            "production": {"resolution": "720p", "music": "none"},
        }


def data_of(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return data


async def at_once(calls: Sequence[Any], most: int = _AT_ONCE) -> list[Any]:
    """Call them all, `most` at the same time, and return what they return, in their order."""
    slots = asyncio.Semaphore(most)

    async def one(call: Any) -> Any:
        async with slots:
            return await call()

    return await asyncio.gather(*map(one, calls))


@contextmanager
def bench_home() -> Iterator[Path]:
    """A new directory for the stack, on disk. BENCH_KEEP=1 keeps it, with its logs.

    Others may enter it: under root, Postgres runs under another account.
    """
    path = Path(mkdtemp(prefix="greenlight-bench-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        if os.environ.get("BENCH_KEEP"):
            note(f"kept {path}")
        else:
            shutil.rmtree(path, ignore_errors=True)


@asynccontextmanager
async def running_stack(
    scenes: int = 5, environment: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[BenchStack]:
    """Start a stack of its own and end it after the block. `environment` is added to its variables."""
    with bench_home() as path:
        home = Home(path)
        async with running_simulator() as vendor:
            number = str(scenes)
            variables = {
                **dict.fromkeys(UNSET, ""),
                **free_port_variables(),
                **vendor.environment,
                "VIDEO_PROVIDER": "replicate",
                "VENDOR_CONCURRENCY": "replicate=5000",
                "VENDOR_RATE": "replicate=100000/minute",
                "SCENES_PER_VIDEO_MIN": number,
                "SCENES_PER_VIDEO_MAX": number,
                "VOICE_PROVIDER": "none",
                "ASSET_ALLOWED_NETWORKS": "127.0.0.0/8",
                **environment,
            }
            started = await asyncio.to_thread(start_detached, home, (), variables)
            try:
                connecting = psycopg.AsyncConnection.connect(started.database_url, autocommit=True)
                async with (
                    httpx.AsyncClient(base_url=started.api_url, timeout=60, trust_env=False, limits=_LIMITS) as http,
                    await connecting as database,
                ):
                    yield BenchStack(home, http, vendor, database, scenes)
            finally:
                await asyncio.to_thread(stop, home)
