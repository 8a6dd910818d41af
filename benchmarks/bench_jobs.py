"""Measure jobs on a whole stack: the time of twenty at once, and the memory of the worker.

It takes minutes. Memory is the maximum of the worker and its child processes together, sampled ten times a second.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np
import psutil
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from benchmarks import show
from runtime.devstack.control import start_detached, stop
from runtime.devstack.home import Home
from runtime.devstack.ports import free_port_variables

AT_ONCE = 20
SHORT, LONG = 5, 30
"""Seconds of film."""

SMALL, BIG = 300, 2400
"""Edges of a picture of noise, in pixels: 0.3 and 17 MB of PNG."""

_MB = 1e6
_SAMPLE_INTERVAL = 0.1


def main() -> None:
    # A directory that other users may enter: under root, Postgres runs under another account.
    with TemporaryDirectory(prefix="greenlight-bench-") as folder:
        asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> None:
    small, big = _noise(folder / "small.png", SMALL), _noise(folder / "big.png", BIG)
    pictures = web.Application()
    pictures.add_routes([web.static("/", folder)])
    async with _stack(Home(folder / "home")) as stack, TestServer(pictures) as server:
        small_url, big_url = (str(server.make_url(f"/{picture.name}")) for picture in (small, big))
        await stack.film()
        alone = await stack.film(small_url)
        many = await stack.film(small_url, jobs=AT_ONCE)
        heavy = await stack.film(big_url)
        long = await stack.film(small_url, seconds=LONG)
    show("a job of 5 s, alone", alone.seconds, "s, 720p")
    show(f"{AT_ONCE} at once", many.seconds / (AT_ONCE * alone.seconds), "of the time that one after the other takes")
    show("a worker that makes one film uses", alone.megabytes, "MB, its renderers included")
    show(f"{AT_ONCE} films at once", many.megabytes / alone.megabytes, "times that")
    show(f"an asset of {big.stat().st_size / _MB:.0f} MB, not {small.stat().st_size / _MB:.1f}", *_times(heavy, alone))
    show(f"a film of {LONG} s, not {SHORT}", *_times(long, alone))


@dataclass(frozen=True)
class _Cost:
    seconds: float
    megabytes: float


def _times(one: _Cost, other: _Cost) -> tuple[float, str]:
    return one.megabytes / other.megabytes, "times that"


@dataclass(frozen=True)
class _RunningStack:
    http: httpx.AsyncClient
    worker: psutil.Process

    async def film(self, picture: str | None = None, seconds: int = SHORT, jobs: int = 1) -> _Cost:
        begin = time.monotonic()
        filming = [asyncio.create_task(self._job(picture, seconds)) for _ in range(jobs)]
        most = 0
        while not all(job.done() for job in filming):
            most = max(most, self._memory())
            await asyncio.sleep(_SAMPLE_INTERVAL)
        await asyncio.gather(*filming)
        return _Cost(time.monotonic() - begin, most / _MB)

    def _memory(self) -> int:
        """Return the resident bytes. Memory that processes share is counted for each."""
        used = 0
        for process in (self.worker, *self.worker.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                used += process.memory_info().rss
        return used

    async def _job(self, picture: str | None, seconds: int) -> None:
        brief = {
            "context": {"clientId": "bench"},
            "adBasics": {"productName": "Morrow", "duration": seconds},
            "creative": {"assets": [{"url": picture, "type": "image"}] if picture else []},
            "production": {"resolution": "720p", "autoApprove": True},
        }
        answer = await self.http.post("/api/v3/jobs", json=brief)
        while (job := _data(answer))["status"] != "completed":
            if job["status"] in ("failed", "cancelled"):
                raise RuntimeError(f"Job {job['id']} is {job['status']}: {job['error']}")
            answer = await self._changed(job["id"], answer.headers.get("ETag", ""))

    async def _changed(self, job_id: str, etag: str) -> httpx.Response:
        """Return the job once its ETag is another."""
        path, known = f"/api/v3/jobs/{job_id}", {"If-None-Match": etag}
        while True:
            answer = await self.http.get(path, params={"wait": "30s"}, headers=known)
            if answer.status_code != httpx.codes.NOT_MODIFIED:
                return answer


def _data(answer: httpx.Response) -> dict[str, Any]:
    answer.raise_for_status()
    data: dict[str, Any] = answer.json()["data"]
    return data


@asynccontextmanager
async def _stack(home: Home) -> AsyncIterator[_RunningStack]:
    nothing = dict.fromkeys(("API_KEYS", "DATABASE_URL", "TEMPORAL_ADDRESS", "VIDEO_PROVIDER", "AI_PROVIDER"), "")
    os.environ.update(free_port_variables() | nothing | {"ASSET_ALLOWED_NETWORKS": "127.0.0.0/8"})
    stack = await asyncio.to_thread(start_detached, home)
    try:
        async with httpx.AsyncClient(base_url=stack.api_url, timeout=60) as http:
            yield _RunningStack(http, psutil.Process(stack.pids["worker"]))
    finally:
        await asyncio.to_thread(stop, home)


def _noise(path: Path, edge: int) -> Path:
    """Write an image of noise, which cannot be compressed."""
    pixels = np.random.default_rng(edge).integers(0, 255, (edge, edge, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path
