"""What jobs cost while their takes are made at a vendor, and how soon a take is seen when the vendor is done."""

import asyncio
import time
from statistics import quantiles

from benchmarks import at_most, note, show
from benchmarks.harness.processes import Cpu
from benchmarks.harness.stack import IN_REVIEW, BenchStack, running_stack

SCENES = 4
_SETTLE = 5.0
_MARGIN = 1.0
"""Seconds after the last order, and before the first end, that are not counted."""


async def measure(jobs: int, seconds: float) -> None:
    """Film `jobs` jobs at a vendor that takes `seconds`. Ends when all takes' ends were seen, before films are cut."""
    takes = jobs * SCENES
    async with running_stack(SCENES) as stack:
        await stack.vendor.film_in(seconds)
        began, before = time.monotonic(), stack.cpu()
        created = await stack.create_many(jobs)
        await stack.until(created, IN_REVIEW)
        show(f"{jobs} jobs created → all in review", time.monotonic() - began, "s")
        show("  engine", (stack.cpu() - before).engine / jobs, "CPU s a job")
        began, before = time.monotonic(), stack.cpu()
        await stack.approve_many(created)
        orders = await stack.vendor.until_ordered(takes)
        show(f"approved → all {takes} takes ordered", time.monotonic() - began, "s")
        show("  engine", (stack.cpu() - before).engine / jobs, "CPU s a job")
        first_end = min(order.at for order in orders) + seconds
        await _show_quiet(stack, jobs, first_end - _MARGIN - time.time())
        await _show_seen(stack, takes, seconds)


async def _show_quiet(stack: BenchStack, jobs: int, left: float) -> None:
    """Measure the time until the first take is done."""
    if left < 2 * _SETTLE:
        note("the first takes were done before the last were ordered: there was no quiet time")
        return
    await asyncio.sleep(_SETTLE)
    requests, began, before = await stack.vendor.requests(), time.monotonic(), stack.cpu()
    await asyncio.sleep(left - _SETTLE)
    used, passed = stack.cpu() - before, time.monotonic() - began
    requests = await stack.vendor.requests() - requests
    note(f"{passed:.0f} s in which nothing happened")
    show("a job-second in flight: engine", 1000 * used.engine / passed / jobs, "CPU ms", at_most(1))
    _show_shares(used / passed)
    # Of n requests in that time the first and the last are n - 1 pauses apart.
    show("requests to the vendor", (requests - 1) / passed, "a second", at_most(2))


def _show_shares(share: Cpu) -> None:
    show("all jobs in flight: engine", 100 * share.engine, "% of a core")
    for name in ("worker", "temporal", "postgres", "api"):
        show(f"  {name}", 100 * getattr(share, name), "% of a core")


async def _show_seen(stack: BenchStack, takes: int, seconds: float) -> None:
    before, began = stack.cpu(), time.monotonic()
    async with asyncio.timeout(seconds + 600):
        while sum(order.told is not None for order in await stack.vendor.orders()) < takes:  # noqa: ASYNC110
            await asyncio.sleep(1)
    orders = await stack.vendor.orders()
    told = [order.told - order.at - seconds for order in orders if order.told]
    fetched = [order.fetched - order.at - seconds for order in orders if order.fetched]
    show(
        "a take's end at the vendor → the vendor was asked",
        max(told),
        f"s at most ({_p50(told):.2g} median)",
        at_most(5),
    )
    show("a take's end at the vendor → its clip is fetched", _p50(fetched), f"s, median of the first {len(fetched)}")
    used = stack.cpu() - before
    note(f"meanwhile, {time.monotonic() - began:.0f} s: engine {used.engine:.1f} CPU s, media {used.media:.1f}")


def _p50(values: list[float]) -> float:
    return quantiles(values, n=2)[0]
