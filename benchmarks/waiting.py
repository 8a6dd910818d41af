"""What jobs cost that wait for a person: memory, CPU while nothing happens, a worker that starts again, an approval."""

import asyncio
import time
from statistics import median

import psutil

from benchmarks import at_most, note, show
from benchmarks.harness.processes import Cpu
from benchmarks.harness.stack import IN_REVIEW, BenchStack, running_stack

SCENES = 4
GOAL_JOBS = 10_000
_NEVER = 1e6
_APPROVALS = 10
_ENOUGH = 500
"""Of fewer jobs it cannot be said how memory grows: most of it is what a process takes once."""


async def measure(jobs: int, seconds: float) -> None:
    """Bring `jobs` jobs into review through the API, and look for `seconds` at what they use."""
    async with running_stack(SCENES) as stack:
        await stack.vendor.film_in(_NEVER)
        await stack.until(await stack.create_many(2), IN_REVIEW)
        empty, began, before = sum(stack.megabytes().values()), time.monotonic(), stack.cpu()
        created = await stack.create_many(jobs // 2)
        await stack.until(created, IN_REVIEW)
        half = sum(stack.megabytes().values())
        created += await stack.create_many(jobs - len(created))
        await stack.until(created, IN_REVIEW)
        passed = time.monotonic() - began
        show(f"{jobs} created over HTTP → all in review", passed, f"s ({jobs / passed:.1f} jobs a second)")
        show("  engine", (stack.cpu() - before).engine / jobs, "CPU s a job")
        await asyncio.sleep(10)
        _show_memory(stack, jobs, empty, half)
        _show_nothing(await stack.cpu_of_nothing(seconds), seconds)
        await _show_pages(stack)
        await _show_restart(stack, created[0])
        await _show_approvals(stack, created[1 : 1 + _APPROVALS])


def _show_memory(stack: BenchStack, jobs: int, empty: float, half: float) -> None:
    """`empty` and `half` are the megabytes with no job and with half of them: caches fill with the first jobs."""
    used = stack.megabytes()
    each = (sum(used.values()) - half) / (jobs - jobs // 2)
    show(f"memory with {jobs} in review", sum(used.values()), f"MB ({empty:.0f} with none)")
    for name, megabytes in used.items():
        show(f"  {name}", megabytes, "MB")
    show("  a job of the second half", 1000 * each, "kB")
    if jobs >= GOAL_JOBS:
        show("all of Greenlight", sum(used.values()), "MB", at_most(1500))
    elif jobs >= _ENOUGH:
        more = (GOAL_JOBS - jobs) * each
        show(f"with {GOAL_JOBS}, if each more uses as much", sum(used.values()) + more, "MB", at_most(1500))


def _show_nothing(share: Cpu, seconds: float) -> None:
    show(f"CPU in {seconds:.0f} s of nothing", 100 * (share.engine + share.media), "% of a core", at_most(0.5))
    for name in ("worker", "temporal", "postgres", "api"):
        show(f"  {name}", 100 * getattr(share, name), "% of a core")


async def _show_pages(stack: BenchStack) -> None:
    times = []
    for _ in range(20):
        began = time.monotonic()
        (await stack.http.get("/api/v3/jobs", params={"limit": 50})).raise_for_status()
        times.append(time.monotonic() - began)
    show("a page of 50 jobs", 1000 * median(times), f"ms ({1000 * max(times):.0f} at most)", at_most(20))


async def _show_restart(stack: BenchStack, job: str) -> None:
    """Kill the worker. The supervisor starts it again; a decision is sent again until it is accepted."""
    worker = psutil.Process(stack.addresses.pids["worker"])
    worker.kill()
    began = time.monotonic()
    await asyncio.to_thread(worker.wait)
    await stack.act(job, "approve_storyboard", pause=0.05)
    show("worker killed → started again → first decision", time.monotonic() - began, "s", at_most(5))


async def _show_approvals(stack: BenchStack, jobs: list[str]) -> None:
    """The new worker has none of these jobs in its memory."""
    answered, ordered = [], []
    for job in jobs:
        await stack.vendor.film_in(_NEVER)
        began, sent = time.monotonic(), time.time()
        await stack.approve(job)
        answered.append(time.monotonic() - began)
        ordered.append(max(order.at for order in await stack.vendor.until_ordered(SCENES)) - sent)
        await asyncio.sleep(0.5)
    note(f"approvals after that, median (and slowest) of {len(jobs)}")
    for what, times, goal in (("answered", answered, at_most(300)), ("all ordered", ordered, None)):
        show(f"one approved → {what}", 1000 * median(times), f"ms ({1000 * max(times):.0f})", goal)
