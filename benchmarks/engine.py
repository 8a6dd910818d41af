"""What the engine costs for a job, and how long one job waits for it: everything but drawing, decoding and encoding."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from benchmarks import at_least, at_most, note, show
from benchmarks.harness.processes import Cpu
from benchmarks.harness.stack import COMPLETED, IN_REVIEW, BenchStack, running_stack

SCENES = 5
_NEVER = 1e6
_SETTLED_AFTER = 1.5
"""Seconds in which what follows a job's last status is written too."""


@dataclass(frozen=True)
class Costs:
    """CPU seconds of a job; seconds until all were completed; events in Temporal and transactions in Postgres a job."""

    planning: Cpu
    filming: Cpu
    seconds: float
    events: float
    transactions: float


async def measure(jobs: int, alone: int) -> Costs:
    """Measure the latency of `alone` jobs one after the other, and the cost of `jobs` at once."""
    async with running_stack(SCENES) as stack:
        await _complete(stack, 2)  # what is imported, prepared or connected at first use is not a job's cost
        await _latency(stack, alone)
        singly = median([(await _complete(stack, 1)).seconds for _ in range(max(1, alone // 2))])
        costs = await _complete(stack, jobs)
    _show_costs(costs, jobs)
    show("one alone, created → completed", singly, "s")
    throughput = jobs * singly / costs.seconds
    show(f"{jobs} at once, their throughput", throughput, "times that of one after the other", at_least(0.95))
    return costs


def _show_costs(costs: Costs, jobs: int) -> None:
    note(f"{jobs} jobs of {SCENES} scenes at once, the vendor films at once; CPU seconds a job")
    for what, cpu in (("created → in review", costs.planning), ("approved → completed", costs.filming)):
        show(f"{what}: engine", cpu.engine, "CPU s")
        _show_parts(cpu)
    whole = costs.planning + costs.filming
    show("whole job: engine", whole.engine, "CPU s", at_most(0.5))
    _show_parts(whole)
    show("  media, apart", whole.media, "CPU s")
    show("  events in Temporal's histories", costs.events, "a job")
    show("  transactions in Postgres", costs.transactions, "a job")
    show(f"{jobs} at once, created → all completed", costs.seconds, "s")


def _show_parts(cpu: Cpu) -> None:
    for name in ("worker", "temporal", "postgres", "api"):
        show(f"  {name}", getattr(cpu, name), "CPU s")


async def _complete(stack: BenchStack, count: int) -> Costs:
    await stack.vendor.film_in(0)
    since, transactions = datetime.now(UTC), await stack.transactions()
    began, start = time.monotonic(), stack.cpu()
    jobs = await stack.create_many(count)
    await _reach(stack, jobs, IN_REVIEW)
    seconds = time.monotonic() - began
    await asyncio.sleep(_SETTLED_AFTER)
    reviewed, began = stack.cpu(), time.monotonic()
    await stack.approve_many(jobs)
    await _reach(stack, jobs, COMPLETED)
    seconds += time.monotonic() - began
    await asyncio.sleep(_SETTLED_AFTER)
    filming = (stack.cpu() - reviewed) / count
    transactions = await stack.transactions() - transactions
    events = await stack.temporal_events(since)
    return Costs((reviewed - start) / count, filming, seconds, events / count, transactions / count)


async def _reach(stack: BenchStack, jobs: list[str], status: str) -> None:
    """Wait for one job exactly, for many within a quarter of a second."""
    await (stack.see(jobs[0], status) if len(jobs) == 1 else stack.until(jobs, status))


async def _latency(stack: BenchStack, count: int) -> None:
    """Measure one job after the other until all its takes are ordered; then it is cancelled, before any media."""
    reviewed, answered, ordered = [], [], []
    for _ in range(count):
        await stack.vendor.film_in(_NEVER)
        began = time.monotonic()
        job, _ = await stack.create()
        await stack.see(job, IN_REVIEW)
        reviewed.append(time.monotonic() - began)
        await asyncio.sleep(0.5)
        began, sent = time.monotonic(), time.time()
        await stack.approve(job)
        answered.append(time.monotonic() - began)
        orders = await stack.vendor.until_ordered(SCENES)
        ordered.append(max(order.at for order in orders) - sent)
        await stack.cancel(job)
        await asyncio.sleep(0.5)
    note(f"one job alone, median (and slowest) of {count}")
    for what, times, goal in (
        ("create → in review, seen by a long poll", reviewed, None),
        ("approve answered", answered, at_most(30)),
        ("approve → all ordered", ordered, at_most(100)),
    ):
        show(what, 1000 * median(times), f"ms ({1000 * max(times):.0f})", goal)
