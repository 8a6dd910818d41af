"""Requests at fixed times, whether or not those before are answered, and how long each took from its time."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import quantiles
from typing import Any

import aiohttp

from benchmarks.harness.processes import cpu_of, megabytes_of

_PATIENCE = 30.0
_KEPT = 2.0
"""Seconds. The API closes a connection that is idle for 5 s, at worst while a request is sent over it."""


@dataclass(frozen=True)
class Call:
    """A request. `body` is sent as JSON."""

    method: str
    path: str
    body: dict[str, Any] | None = None


@dataclass
class RequestOutcome:
    """What a load did: seconds of each answer, what went wrong, and what the server's process used."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cpu: float = 0.0
    megabytes: list[float] = field(default_factory=list)

    def __add__(self, more: "RequestOutcome") -> "RequestOutcome":
        return RequestOutcome(
            self.reads + more.reads,
            self.writes + more.writes,
            self.errors + more.errors,
            self.cpu + more.cpu,
            self.megabytes + more.megabytes,
        )

    @property
    def count(self) -> int:
        return len(self.reads) + len(self.writes)


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Milliseconds within which so many percent were answered."""
    return 1000 * quantiles(seconds, n=100)[percent - 1]


@dataclass(frozen=True)
class Load:
    """Calls in turn, so many a second of each kind."""

    reads: Sequence[Call]
    writes: Sequence[Call]
    reads_a_second: int
    writes_a_second: int

    async def run(self, url: str, headers: dict[str, str], seconds: float, process: int) -> RequestOutcome:
        """Send the load to the server at `url`, whose process is looked at once a second."""
        outcome = RequestOutcome()
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEPT)
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(url, connector=connector, timeout=timeout, headers=headers) as http:
            before = cpu_of({"api": process}).api
            watching = asyncio.create_task(_watch(process, outcome))
            await asyncio.gather(
                _at_times(http, self.reads, self.reads_a_second, seconds, outcome.reads, outcome.errors),
                _at_times(http, self.writes, self.writes_a_second, seconds, outcome.writes, outcome.errors),
            )
            watching.cancel()
            outcome.cpu = cpu_of({"api": process}).api - before
        return outcome


async def _watch(process: int, outcome: RequestOutcome) -> None:
    while True:
        outcome.megabytes.append(megabytes_of({"api": process})["api"])
        await asyncio.sleep(1)


async def _at_times(
    http: aiohttp.ClientSession,
    calls: Sequence[Call],
    a_second: int,
    seconds: float,
    took: list[float],
    errors: list[str],
) -> None:
    began, tasks = time.perf_counter(), []
    for number, call in zip(range(int(seconds * a_second)), cycle(calls), strict=False):
        due = began + number / a_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(_send(http, call, due, took, errors)))
    await asyncio.gather(*tasks)


async def _send(http: aiohttp.ClientSession, call: Call, due: float, took: list[float], errors: list[str]) -> None:
    try:
        async with http.request(call.method, call.path, json=call.body) as response:
            text = await response.read()
        if response.status not in (200, 201):
            errors.append(f"{call.method} {call.path}: {response.status} {text[:300]!r}")
            return
    except (aiohttp.ClientError, TimeoutError) as error:
        errors.append(f"{call.method} {call.path}: {error!r}")
        return
    took.append(time.perf_counter() - due)
