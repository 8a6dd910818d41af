"""Measure the comparisons as `benchmarks.engine` measures Greenlight, and show how many times their cost it has."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks import note, show
from benchmarks.comparisons.commands import Commands, running
from benchmarks.comparisons.vendor_steps import SCENES
from benchmarks.engine import Costs
from benchmarks.harness.processes import Cpu, cpu_of
from benchmarks.harness.simulator import Simulator, running_simulator
from benchmarks.harness.stack import bench_home
from runtime.devstack.postgres import EmbeddedPostgres
from runtime.devstack.service import Service
from runtime.devstack.temporal import EmbeddedTemporal

_MODULES = "benchmarks.comparisons."


@dataclass(frozen=True)
class _Running:
    """The processes that are counted."""

    commands: Commands
    server: Service

    def cpu(self) -> Cpu:
        """The server's figure is `temporal`, whichever it is. It draws nothing: there is no media."""
        assert self.server.pid is not None
        return cpu_of({"worker": self.commands.pid, "temporal": self.server.pid})


_Open = Callable[[Path, Simulator], AbstractAsyncContextManager[_Running]]


@asynccontextmanager
async def _temporal(home: Path, vendor: Simulator, variant: str = "") -> AsyncIterator[_Running]:
    async with (
        EmbeddedTemporal(home) as server,
        running(_MODULES + "temporal_jobs", server.address, vendor.url, vendor.key, variant) as commands,
    ):
        yield _Running(commands, server)


@asynccontextmanager
async def _temporal_local(home: Path, vendor: Simulator) -> AsyncIterator[_Running]:
    async with _temporal(home, vendor, "local") as opened:
        yield opened


@asynccontextmanager
async def _dbos(home: Path, vendor: Simulator) -> AsyncIterator[_Running]:
    async with (
        EmbeddedPostgres(home) as server,
        running(_MODULES + "dbos_jobs", server.url(), vendor.url, vendor.key) as commands,
    ):
        yield _Running(commands, server)


async def measure(jobs: int, alone: int, greenlight: Costs | None = None) -> None:
    note(f"{jobs} jobs of {SCENES} scenes at once; no media, money, events, lists or HTTP API: a bound from below")
    engines: dict[str, _Open] = {
        "bare Temporal, 3 activities in a child a scene": _temporal,
        "bare Temporal, the same as local activities": _temporal_local,
    }
    if find_spec("dbos"):
        engines["DBOS, 3 steps in a child a scene"] = _dbos
    else:
        note("DBOS is not installed: `make bench` installs it")
    for name, opened in engines.items():
        await _measure(name, opened, jobs, alone, greenlight)


async def _measure(name: str, opened: _Open, jobs: int, alone: int, greenlight: Costs | None) -> None:
    with bench_home() as home:
        async with running_simulator() as vendor, opened(home, vendor) as engine:
            await vendor.film_in(0)
            await engine.commands.create(2)
            await engine.commands.approve()
            ordered = [await _latency(vendor, engine) for _ in range(alone)]
            before, began = engine.cpu(), time.monotonic()
            await engine.commands.create(jobs)
            await engine.commands.approve()
            seconds = time.monotonic() - began
            await asyncio.sleep(1)
            used = (engine.cpu() - before) / jobs
            server = engine.server.name
    show(f"{name}: engine", used.engine, "CPU s a job")
    show("  its process", used.worker, "CPU s a job")
    show(f"  {server}", used.temporal, "CPU s a job")
    show("  approve → all ordered, one job alone", 1000 * median(ordered), "ms")
    show(f"  {jobs} at once, created → all completed", seconds, "s")
    if greenlight:
        show("  Greenlight beside it", (greenlight.planning + greenlight.filming).engine / used.engine, "times its CPU")


async def _latency(vendor: Simulator, engine: _Running) -> float:
    await vendor.film_in(0)
    await engine.commands.create(1)
    sent = time.time()
    await engine.commands.approve()
    return max(order.at for order in await vendor.until_ordered(SCENES)) - sent
