"""What a request costs the API: CPU of its process and of Postgres, and time, beside a FastAPI that does nothing."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median
from types import MappingProxyType

import httpx

from benchmarks import at_most, note, show
from benchmarks.harness.processes import cpu_of
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, bench_home, running_stack
from runtime.devstack.ports import free_ports
from runtime.devstack.service import Program

SCENES = 5
_NEVER = 1e6


async def measure(requests: int) -> None:
    """Send `requests` of each kind, one after the other, over one kept connection."""
    async with running_stack(SCENES) as stack:
        await stack.vendor.film_in(0)
        job, *others = await stack.create_many(21)
        await stack.until([job, *others], IN_REVIEW)
        await stack.approve(job)
        await stack.until([job], COMPLETED)
        await stack.vendor.film_in(_NEVER)
        path = f"/api/v3/jobs/{job}"
        body = (await stack.http.get(path)).json()
        alone = await _cost_of_bare(body, requests)
        note(f"CPU is that of the API's process; a client sent {requests} requests, one after the other")
        for what, url in (("GET of a completed job", path), ("GET of 20 jobs", "/api/v3/jobs")):
            cost = await _cost(stack, requests, partial(_get, stack.http, url))
            show(f"{what}: API", 1000 * cost, "CPU ms a request")
            show("  a bare FastAPI with the same answer as the first", 1000 * alone, "CPU ms a request")
            show("  which is", cost / alone, "times that")
        await _show_approvals(stack, others)


async def _cost_of_bare(body: object, requests: int) -> float:
    with bench_home() as home:
        (home / "body.json").write_text(json.dumps(body))
        async with bare_api(home, home / "body.json") as (http, api):
            for _ in range(50):
                await _get(http, "/jobs/one")
            before = _seconds(api)
            for _ in range(requests):
                await _get(http, "/jobs/one")
            return (_seconds(api) - before) / requests


async def _cost(stack: BenchStack, requests: int, ask: Callable[[], Awaitable[float]]) -> float:
    """Return the CPU seconds of the API for a request. Shows how long one takes."""
    for _ in range(50):
        await ask()
    before = stack.cpu()
    times = [await ask() for _ in range(requests)]
    used = (stack.cpu() - before) / requests
    note(f"next: p50 {1000 * median(times):.1f} ms; Postgres {1000 * used.postgres:.2f} CPU ms a request")
    return used.api


async def _show_approvals(stack: BenchStack, jobs: list[str]) -> None:
    times, before = [], stack.cpu()
    for job in jobs:
        began = time.monotonic()
        await stack.approve(job)
        times.append(time.monotonic() - began)
        await asyncio.sleep(0.3)  # what it sets off is another's time
    used = (stack.cpu() - before) / len(jobs)
    show("approve answered", 1000 * median(times), f"ms ({1000 * max(times):.0f} at most)", at_most(30))
    show("  API", 1000 * used.api, "CPU ms")


async def _get(http: httpx.AsyncClient, path: str) -> float:
    began = time.monotonic()
    (await http.get(path)).raise_for_status()
    return time.monotonic() - began


def _seconds(api: Program) -> float:
    assert api.pid is not None
    return cpu_of({"api": api.pid}).api


@asynccontextmanager
async def bare_api(
    folder: Path, body: Path, environment: Mapping[str, str] = MappingProxyType({})
) -> AsyncIterator[tuple[httpx.AsyncClient, Program]]:
    """Run `benchmarks.harness.bare_api` with the options of our own API."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    serve = (sys.executable, "-m", "uvicorn", "benchmarks.harness.bare_api:app", "--no-access-log", "--port", str(port))
    variables = {"BARE_FOLDER": str(folder), "BARE_BODY": str(body), **environment}
    async with (
        Program("bare", folder, serve, variables, ready_url=f"{url}/jobs/one") as program,
        httpx.AsyncClient(base_url=url, timeout=60, trust_env=False) as http,
    ):
        yield http, program
